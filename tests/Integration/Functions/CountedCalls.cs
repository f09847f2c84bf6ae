using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Tests.Integration.Functions;

/// <summary>Counts the calls of a blob client at the wire.</summary>
internal sealed class CountedCalls : HttpPipelinePolicy
{
    private int _count;

    public int Count
    {
        get => Volatile.Read(ref _count);
        set => Volatile.Write(ref _count, value);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Interlocked.Increment(ref _count);
        return ProcessNextAsync(message, pipeline);
    }
}

using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Durable;

/// <summary>A log that has nothing but tails.</summary>
internal sealed class TailLog : ILog
{
    public Dictionary<string, OutputId> Tails { get; } = [];

    public ValueTask<OutputId?> TailAsync(string topic, int partition, WriterId writer, CancellationToken cancellationToken) =>
        new(Tails.TryGetValue(topic, out var tail) ? tail : null);

    public ILogWriter OpenWriter() => throw new NotSupportedException();

    public ValueTask<LogSlice> ReadAsync(string topic, int partition, long from, int maxRecords, TimeSpan wait, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<LogBounds> BoundsAsync(string topic, int partition, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<int> PartitionsAsync(string topic, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<long?> CommittedAsync(string group, string topic, int partition, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask CommitAsync(string group, string topic, int partition, long offset, CancellationToken cancellationToken) => throw new NotSupportedException();
}

using Serverless.Durable.Stages;
using Serverless.Sinks;

namespace Serverless.Functions;

/// <summary>What a runner works with once it is connected.</summary>
/// <param name="Stages">Of all stages.</param>
/// <param name="Sink">Stores outputs; null where no database is set.</param>
internal sealed record RunnerServices(StageServices Stages, SinkStage? Sink) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        if (Sink is not null)
            await Sink.DisposeAsync().ConfigureAwait(false);
        if (Stages.Log is IAsyncDisposable log)
            await log.DisposeAsync().ConfigureAwait(false);
        (Stages.Inference as IDisposable)?.Dispose();
    }
}

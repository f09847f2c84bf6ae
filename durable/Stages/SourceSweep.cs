using Serverless.Durable.Ports;

namespace Serverless.Durable.Stages;

/// <summary>
/// Cleanses what a trigger has lost for good: a partition whose committed offset has stood still for a minute, below its end, got no batch since; the last batch may have been lost
/// before our code was called, and no later one tells of the hole. Whoever has the partition may do the same at the same time: lineage drops the repeats. The offset stays the trigger's.
/// </summary>
/// <param name="services">What it works with.</param>
public sealed class SourceSweep(StageServices services)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Dictionary<(int Source, int Partition), (long Committed, DateTimeOffset Since)> _still = [];
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    /// <summary>Looks at all sources, at most twice a minute, and sweeps what stands still.</summary>
    /// <param name="cleanse">Cleanses records of a source.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="LogException">The log is out of reach, or has lost records.</exception>
    public async ValueTask RunAsync(Func<int, IReadOnlyList<Streams.Records.LogRecord>, ValueTask> cleanse, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cleanse);
        var now = services.Time.GetUtcNow();
        if (now - _last < Patience / 2)
        {
            return;
        }

        _last = now;
        foreach (var source in services.Plan.Sources)
        {
            var partitions = await services.Log.PartitionsAsync(source.Topic, cancellationToken).ConfigureAwait(false);
            for (var partition = 0; partition < partitions; partition++)
            {
                await LookAsync(source.Index, source.Topic, partition, now, cleanse, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask LookAsync(
        int source, string topic, int partition, DateTimeOffset now, Func<int, IReadOnlyList<Streams.Records.LogRecord>, ValueTask> cleanse, CancellationToken cancellationToken)
    {
        var committed = await services.Log.CommittedAsync(services.Options.Group, topic, partition, cancellationToken).ConfigureAwait(false);
        var bounds = await services.Log.BoundsAsync(topic, partition, cancellationToken).ConfigureAwait(false);
        var next = committed ?? bounds.Start;
        if (next >= bounds.End || !_still.TryGetValue((source, partition), out var still) || still.Committed != next)
        {
            _still[(source, partition)] = (next, now);
            return;
        }

        if (now - still.Since < Patience)
        {
            return;
        }

        await foreach (var records in services.Log.PiecesAsync(topic, partition, next, bounds.End, services.Options.PieceSize, cancellationToken).ConfigureAwait(false))
        {
            await cleanse(source, records).ConfigureAwait(false);
        }
    }
}

using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Durable.Telemetry;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>
/// Declares who is idle: a source's partition whose committed offset equalled its end offset at this look and at every look all through the idle time-out.
/// Inferred from silence in a shard, a cold-starting instance would make its own data late.
/// </summary>
internal sealed class IdleWatch(StageServices services)
{
    private readonly Dictionary<OriginId, (long End, DateTimeOffset Since)> _still = [];

    public async ValueTask<SourceLook> LookAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var partitions = new Dictionary<int, int>();
        var idle = ImmutableArray.CreateBuilder<OriginId>();
        var moved = false;
        foreach (var source in services.Plan.Sources)
        {
            var count = await services.Log.PartitionsAsync(source.Topic, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                throw new LogException($"The topic {source.Topic} does not exist.");
            }

            partitions[source.Index] = count;
            for (var partition = 0; partition < count; partition++)
            {
                var origin = new OriginId(source.TopicHash, partition, services.Options.EpochOf(source));
                var (isStill, hasMoved) = await LookAsync(source, origin, now, cancellationToken).ConfigureAwait(false);
                moved |= hasMoved;
                if (isStill)
                {
                    idle.Add(origin);
                }
            }
        }

        return new SourceLook(partitions, idle.ToImmutable(), moved);
    }

    private async ValueTask<(bool IsIdle, bool HasMoved)> LookAsync(SourcePlan source, OriginId origin, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var bounds = await services.Log.BoundsAsync(source.Topic, origin.Partition, cancellationToken).ConfigureAwait(false);
        var committed = await services.Log.CommittedAsync(services.Options.Group, source.Topic, origin.Partition, cancellationToken).ConfigureAwait(false);
        PipelineMeter.Lag(source.Topic, origin.Partition, services.Options.Group, Math.Max(0, bounds.End - (committed ?? bounds.Start)));
        if ((committed ?? bounds.Start) != bounds.End && services.Plan.Keeps(ProtocolRule.IdleIsDeclared))
        {
            _still.Remove(origin);
            return (false, true);
        }

        if (!_still.TryGetValue(origin, out var still) || still.End != bounds.End)
        {
            _still[origin] = (bounds.End, now);
            return (false, true);
        }

        return (source.Idle is { } idle && now - still.Since >= idle, false);
    }
}

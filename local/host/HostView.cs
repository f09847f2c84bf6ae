using System.Collections.Immutable;
using Serverless.Durable.Stages;
using Serverless.Local.Host.Loops;
using Serverless.Streams.Records;

namespace Serverless.Local.Host;

/// <summary>Looks at a running host from outside.</summary>
internal sealed class HostView(StageServices services, PartitionStates states, ImmutableArray<KeyedStage> stages, ImmutableArray<CleanseStage> sources)
{
    public async ValueTask<HostStatus> StatusAsync(string? reason, CancellationToken cancellationToken)
    {
        var lag = 0L;
        foreach (var stage in stages)
        {
            lag += await LagAsync(stage, cancellationToken).ConfigureAwait(false);
        }

        var counters = HostCounters.Names.ToDictionary(name => name, services.Counters.Details, StringComparer.Ordinal);
        return new HostStatus(reason is null, reason, services.Options.Epoch, lag, LeastWatermark(), InForce(ModelsOf), InForce(stages[^1].TablesInForce), Owned(), counters);
    }

    /// <summary>Records of a stage's topic, in the shards that are in memory, that are not folded yet.</summary>
    public async ValueTask<long> LagAsync(KeyedStage stage, CancellationToken cancellationToken)
    {
        var lag = 0L;
        for (var shard = 0; shard < services.Plan.Shards; shard++)
        {
            if (stage.Position(shard) is { } position)
            {
                var bounds = await services.Log.BoundsAsync(stage.Topic, shard, cancellationToken).ConfigureAwait(false);
                lag += Math.Max(0, bounds.End - position);
            }
        }

        return lag;
    }

    private long? LeastWatermark()
    {
        var last = stages[^1];
        var least = states.All().Where(each => each.Topic == last.Topic).Select(each => last.Watermark(each.Partition) ?? long.MinValue).DefaultIfEmpty(long.MinValue).Min();
        return least == long.MinValue ? null : least;
    }

    private ImmutableArray<Activation> ModelsOf(int shard) => stages[^1].ActivationInForce(shard) is { } model ? [model] : [];

    private SortedDictionary<string, int> InForce(Func<int, ImmutableArray<Activation>> of)
    {
        var versions = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var shard = 0; shard < services.Plan.Shards; shard++)
        {
            foreach (var activation in of(shard))
            {
                var name = $"{activation.Artifact}@{activation.Version}";
                versions[name] = versions.GetValueOrDefault(name) + 1;
            }
        }

        return versions;
    }

    private List<OwnedPartition> Owned() =>
        [.. states.All().Select(each => new OwnedPartition(each.Topic, each.Partition, each.IsReady, PositionOf(each.Topic, each.Partition)))];

    private long? PositionOf(string topic, int partition) =>
        stages.FirstOrDefault(stage => stage.Topic == topic) is { } stage ? stage.Position(partition)
        : sources[services.Plan.Sources.First(source => source.Topic == topic).Index].Settled(partition);
}

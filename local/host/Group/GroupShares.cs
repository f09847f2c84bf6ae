using System.Collections.Immutable;
using Serverless.Durable.Stages;
using Serverless.Kafka;
using Serverless.Local.Host.Loops;
using Serverless.Streams.Plan;

namespace Serverless.Local.Host.Group;

/// <summary>What a host does with its shares of sources and keyed topics.</summary>
internal sealed class GroupShares(StageServices services, KafkaSettings kafka, PartitionStates states, TimeSpan limit)
{
    /// <summary>A share for each topic, empty yet.</summary>
    public IReadOnlyDictionary<string, TopicShare> Of(HostRun run, ImmutableArray<KeyedStage> stages, ImmutableArray<CleanseStage> sources)
    {
        var shares = new Dictionary<string, TopicShare>(StringComparer.Ordinal);
        foreach (var stage in stages)
        {
            shares[stage.Topic] = new TopicShare(stage.Topic, run.Context(run.KeyedStop), Keyed(stage), states, limit);
        }

        foreach (var source in services.Plan.Sources)
        {
            shares[source.Topic] = new TopicShare(source.Topic, run.Context(run.SourceStop), Source(source, sources[source.Index]), states, limit);
        }

        return shares;
    }

    private TopicWork Keyed(KeyedStage stage) => new(
        (context, shards) => new FeedLoop(context, kafka, stage, shards, states).RunAsync(),
        (shard, cancellationToken) => ReleaseAsync(stage, shard, cancellationToken),
        shard => stage.ForgetAsync(shard, CancellationToken.None).AsTask());

    // Its loop has told and committed what is done when it ends.
    private TopicWork Source(SourcePlan source, CleanseStage stage)
    {
        return new TopicWork(
            (context, partitions) => new SourceLoop(context, source, kafka, stage, states, partitions).RunAsync(), (partition, _) => ForgetAsync(partition), ForgetAsync);

        Task ForgetAsync(int partition)
        {
            stage.Forget(partition);
            return Task.CompletedTask;
        }
    }

    /// <summary>Progress and a checkpoint, so that the next owner has little to read; then the offset, which says how far the shard is.</summary>
    private async Task ReleaseAsync(KeyedStage stage, int shard, CancellationToken cancellationToken)
    {
        await stage.StopAsync(shard, cancellationToken).ConfigureAwait(false);
        if (stage.Settled(shard) is >= 0 and var settled)
        {
            await services.Log.CommitAsync(services.Options.Group, stage.Topic, shard, settled, cancellationToken).ConfigureAwait(false);
        }

        await stage.ForgetAsync(shard, cancellationToken).ConfigureAwait(false);
    }
}

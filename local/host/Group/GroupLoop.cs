using Serverless.Kafka;
using Serverless.Local.Host.Loops;

namespace Serverless.Local.Host.Group;

/// <summary>
/// Follows the partitions that the consumer group gives to this process, of sources and keyed topics alike, and lets go of those that move to another host.
/// The group only spreads work: what keeps state true when two hosts have a shard at once is the checkpoint's acceptance, lineage and the readers' rule.
/// </summary>
internal sealed class GroupLoop(LoopContext context, KafkaLog log, IReadOnlyDictionary<string, TopicShare> shares)
{
    private volatile KafkaGroup? _group;

    /// <summary>Whether the group has given this process its share.</summary>
    public bool IsJoined => _group is { IsJoined: true };

    public async Task RunAsync()
    {
        var group = log.Join(context.Services.Options.Group, [.. shares.Keys], new PartitionOwner(
            partitions => EachAsync(partitions, (share, numbers) => share.TakeAsync(numbers)),
            partitions => EachAsync(partitions, (share, numbers) => share.ReleaseAsync(numbers)),
            partitions => EachAsync(partitions, (share, numbers) => share.LoseAsync(numbers))));
        await using var open = group.ConfigureAwait(false);
        _group = group;
        await Task.Delay(Timeout.InfiniteTimeSpan, context.Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task EachAsync(IReadOnlyList<(string Topic, int Partition)> partitions, Func<TopicShare, int[], Task> each)
    {
        try
        {
            await Task.WhenAll(partitions.GroupBy(partition => partition.Topic)
                .Select(topic => each(shares[topic.Key], [.. topic.Select(partition => partition.Partition)]))).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // The group's thread must not die of it; this process does.
            context.Fatal(failure);
        }
    }
}

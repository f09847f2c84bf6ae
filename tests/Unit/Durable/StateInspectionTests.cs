using Serverless.Durable.Checkpoints;
using Serverless.Durable.Ports;
using Serverless.Local.Host.Files;
using Serverless.Streams.Fold;
using Serverless.Tests.Unit.LocalHost;
using Serverless.Tests.Unit.Streams.Fold;

namespace Serverless.Tests.Unit.Durable;

public sealed class StateInspectionTests
{
    [Fact]
    public async Task A_folder_of_checkpoints_tells_keys_bytes_and_the_oldest_event_over_all_shards()
    {
        using var folder = new DataFolder();
        var (plan, checkpoints) = (EventRulesPlan.Make(), new FileCheckpoints(folder.Path));
        for (var number = 0; number < plan.Shards; number++)
        {
            var shard = new ShardDriver(plan);
            shard.Event(EventRulesPlan.Reading($"{number}"), $"k{number}", 5_200 + number);
            var bytes = new FoldState(shard.Fold, EventRulesPlan.Within).WriteSnapshot();
            await checkpoints.OfferAsync(new ShardId(plan.Keys[0].Topic, number), new Save(0, shard.Fold.Position, [], bytes, 1, DateTimeOffset.MaxValue), default);
        }

        var key = Assert.Single(await StateInspection.ReadAsync(plan, checkpoints, default));
        Assert.Equal(("key", 2, 2L, 2L, 0L, null), (key.Name, key.Shards, key.Keys, key.Ids, key.Waiting, key.Watermark));
        Assert.Equal(
            [("rows of notices", 0L, (long?)null), ("rows of events", 2, 5_200), ("second", 2, 5_000)],
            key.Definitions.Select(definition => (definition.Name!, definition.Keys, definition.Oldest?.ToUnixTimeMilliseconds())));
        Assert.True(key.Bytes > key.Definitions.Sum(definition => definition.Bytes));
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_told_with_its_shard()
    {
        using var folder = new DataFolder();
        var (plan, checkpoints) = (EventRulesPlan.Make(), new FileCheckpoints(folder.Path));
        await checkpoints.OfferAsync(new ShardId(plan.Keys[0].Topic, 1), new Save(0, 5, [], new byte[] { 1, 2, 3 }, 1, DateTimeOffset.MaxValue), default);
        var failure = await Assert.ThrowsAsync<CheckpointException>(async () => await StateInspection.ReadAsync(plan, checkpoints, default));
        Assert.Contains(plan.Keys[0].Topic, failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsFatal);
    }
}

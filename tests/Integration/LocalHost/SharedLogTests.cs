using Serverless.Tests.Integration.Functions;
using Serverless.Tests.Unit.Models;

namespace Serverless.Tests.Integration.LocalHost;

/// <summary>Several local hosts on one Kafka: the group spreads partitions over them, and what readers have is what one sequence of stages gives.</summary>
public sealed class SharedLogTests
{
    private const float Score = 0.6f;

    // The same for all tests: run once.
    private static readonly Lazy<Task<Dictionary<string, List<string>>>> Expected = new(() => StageRun.OutputsAsync(Score));

    [Fact]
    public async Task Three_hosts_share_the_partitions_and_a_rolling_restart_loses_nothing()
    {
        using var folder = new TestFolder();
        await using var broker = await CardBroker.StartAsync();
        var hosts = new List<HostRig>();
        try
        {
            for (var host = 0; host < 3; host++)
            {
                hosts.Add(await HostRig.StartAsync(broker, folder.Path, Score));
            }

            await UntilAsync(broker, () => IsSpreadAsync(broker, hosts), "partitions are spread over three hosts", hosts);
            for (var day = 0; day < CardDays.Days; day++)
            {
                await broker.AppendAsync(CardDays.Of(day));
                for (var restart = 0; day == 5 && restart < 3; restart++)
                {
                    await hosts[0].DisposeAsync();
                    hosts.RemoveAt(0);
                    hosts.Add(await HostRig.StartAsync(broker, folder.Path, Score));
                }

                await PredictedAsync(broker, day);
            }

            await AssertSameAsync(broker);
        }
        finally
        {
            foreach (var host in hosts)
            {
                await host.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Two_hosts_that_own_every_shard_at_once_give_each_output_once_and_a_true_checkpoint()
    {
        using var folder = new TestFolder();
        await using var broker = await CardBroker.StartAsync();

        // Two groups: each gives its only member everything. They offer checkpoints of other positions, so of two one is always behind: that one lets go.
        await using (var one = await HostRig.StartAsync(broker, folder.Path, Score))
        await using (var other = await HostRig.StartAsync(
            broker, folder.Path, Score, options => options with { Stages = options.Stages with { Group = "another", CheckpointRecords = 7 } }))
        {
            for (var day = 0; day < CardDays.Days - 1; day++)
            {
                await broker.AppendAsync(CardDays.Of(day));
                await PredictedAsync(broker, day);
            }

            await UntilAsync(broker, () => Task.FromResult(one.LetGo + other.LetGo > 0), "one of them lets a shard go", [one, other]);
        }

        // What they left behind is enough to go on from.
        await using var third = await HostRig.StartAsync(broker, folder.Path, Score);
        await broker.AppendAsync(CardDays.Of(CardDays.Days - 1));
        await AssertSameAsync(broker);
    }

    /// <summary>Whether every partition is followed by one host, and each host follows some.</summary>
    private static async Task<bool> IsSpreadAsync(CardBroker broker, IEnumerable<HostRig> hosts)
    {
        var all = new List<(string, int)>();
        foreach (var host in hosts)
        {
            var owned = await host.OwnedAsync(broker.Token);
            if (owned.Count == 0)
                return false;
            all.AddRange(owned);
        }

        var wanted = (CardBroker.Plan.Keys.Length * CardBroker.Plan.Shards) + (CardBroker.Plan.Sources.Length * CardDays.Partitions);
        return all.Count == wanted && all.Distinct().Count() == wanted;
    }

    private static Task PredictedAsync(CardBroker broker, int day) =>
        UntilAsync(broker, () => HasAsync(broker, CardBroker.Plan.Predictions, (day + 1) * CardDays.PaymentsPerDay), $"day {day} is predicted");

    /// <summary>Whether readers have so many outputs. The ends, which cost less than reading, say how many there can be.</summary>
    private static async Task<bool> HasAsync(CardBroker broker, string topic, int count)
    {
        var most = 0L;
        for (var partition = 0; partition < CardBroker.Plan.Shards; partition++)
        {
            most += (await broker.Log.BoundsAsync(topic, partition, broker.Token)).End;
        }

        return most >= count && (await broker.OutputsAsync(topic)).Count >= count;
    }

    private static async Task AssertSameAsync(CardBroker broker)
    {
        var expected = await Expected.Value;
        await UntilAsync(broker, async () =>
        {
            foreach (var topic in CardBroker.Outputs)
            {
                if (!await HasAsync(broker, topic, expected[topic].Count))
                    return false;
            }

            return true;
        }, "all outputs are there");
        foreach (var topic in CardBroker.Outputs)
        {
            Assert.Equal(expected[topic], await broker.OutputsAsync(topic));
        }
    }

    private static async Task UntilAsync(CardBroker broker, Func<Task<bool>> holds, string what, IReadOnlyList<HostRig>? hosts = null)
    {
        try
        {
            while (!await holds())
            {
                await Task.Delay(50, broker.Token);
            }
        }
        catch (OperationCanceledException)
        {
            var states = await Task.WhenAll((hosts ?? []).Select(host => host.TellAsync()));
            Assert.Fail($"Not in time: {what}.\n{string.Join('\n', states)}");
        }
    }
}

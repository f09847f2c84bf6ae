using System.Globalization;
using System.Text;
using System.Text.Json;
using Serverless.Local.Host;
using Serverless.Local.Host.Blobs;
using Serverless.Pipelines;
using Serverless.Streams;
using Serverless.Streams.Records;
using Serverless.Tests.Integration.Functions;
using Serverless.Tests.Unit.Models;

namespace Serverless.Tests.Integration.LocalHost;

/// <summary>Two pipelines in a chain, each with a host on files of its own; what the second one counts is what was sent to the first.</summary>
public sealed class ChainTests
{
    private const int Rounds = 2;
    private const int PerRound = 6;
    private const float LeastBlock = 150;
    private static readonly PipelinePlan First = CardBroker.Plan;
    private static readonly PipelinePlan Second = PipelineCatalog.Create("terminal-blocks").Build();
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    // Two of each shard: every partition of the predictions goes on, none is waited for.
    private static readonly string[] Terminals =
        [.. Enumerable.Range(0, 1_000).Select(number => $"T{number}").GroupBy(name => Murmur2.PartitionOf(Encoding.UTF8.GetBytes(name), First.Shards)).SelectMany(shard => shard.Take(2))];

    [Fact]
    public async Task What_the_second_pipeline_counts_is_what_was_sent_though_both_hosts_die_without_their_checkpoints_and_outputs_come_again()
    {
        using var folder = new TestFolder();
        await using var broker = await CardBroker.StartAsync(topics => Second.OwnedTopics.ToList().ForEach(topic => topics[topic] = Second.Shards));
        for (var round = 0; round <= Rounds; round++)
        {
            await RunAsync(broker, folder.Path, round);
            if (round == 0)
            {
                Copy(Path.Combine(folder.Path, "checkpoints"), Path.Combine(folder.Path, "before"));
            }
            else
            {
                // What SIGKILL leaves: logs, outputs and offsets of now, checkpoints of long ago; and the old owner's last sends land again.
                Copy(Path.Combine(folder.Path, "before"), Path.Combine(folder.Path, "checkpoints"));
                var last = (await broker.ReadAsync(First.Predictions)).Where(record => record.Offset % 3 == 0);
                await broker.AppendAsync([.. last.Select(record => new OutgoingRecord { Topic = record.Topic, Partition = record.Partition, Key = record.Key.ToArray(), Value = record.Value.ToArray(), Headers = [.. record.Headers] })]);
            }
        }

        Assert.Equal(Ledger(), await CountedAsync(broker));
    }

    private static async Task RunAsync(CardBroker broker, string folder, int round)
    {
        await using var first = await HostRig.StartAsync(First, broker, Options(broker, folder, First), new FixedInference(First, row => row[0] >= LeastBlock ? 0.95f : row[0] >= 100 ? 0.6f : 0.1f));
        await using var second = await HostRig.StartAsync(Second, broker, Options(broker, folder, Second), null);
        await broker.AppendAsync([.. Payments(round).Select(Record)]);
        var sent = Enumerable.Range(0, round + 1).Sum(each => Payments(each).Count);
        while (!await IsTakenAsync(broker, sent))
            await Task.Delay(50, broker.Token);

        // The last round closes every window of those before.
        while (round == Rounds && (await CountedAsync(broker)).Count < Ledger().Count)
            await Task.Delay(200, broker.Token);
    }

    private static HostOptions Options(CardBroker broker, string folder, PipelinePlan plan) => new()
    {
        DataDirectory = Path.Combine(folder, plan.Name),
        Checkpoints = new CheckpointSettings(Path.Combine(folder, "checkpoints", plan.Name)),
        Stages = broker.Options with { Group = plan.Name },
        TickInterval = TimeSpan.FromMilliseconds(100),
    };

    /// <summary>Whether there are so many predictions at least, and the second pipeline has taken all that there are.</summary>
    private static async Task<bool> IsTakenAsync(CardBroker broker, int least)
    {
        var all = 0L;
        for (var partition = 0; partition < First.Shards; partition++)
        {
            var end = (await broker.Log.BoundsAsync(First.Predictions, partition, broker.Token)).End;
            if ((await broker.Log.CommittedAsync(Second.Name, First.Predictions, partition, broker.Token) ?? 0) < end)
                return false;
            all += end;
        }

        return all >= least;
    }

    private static List<(string Id, string Terminal, DateTimeOffset At, int Amount)> Payments(int round) => [.. Terminals.SelectMany((terminal, index) =>
        Enumerable.Range(0, round == Rounds ? 1 : PerRound).Select(number =>
            ($"P{round}-{index}-{number}", terminal, Start.AddDays(round == Rounds ? Rounds + 2 : round).AddMinutes((number * 40) + index), ((round * 31) + (index * 17) + (number * 59)) % 250)))];

    private static OutgoingRecord Record((string Id, string Terminal, DateTimeOffset At, int Amount) payment) => new()
    {
        Topic = CardDays.Payments,
        Partition = payment.Amount % CardDays.Partitions,
        Value = Encoding.UTF8.GetBytes($$"""{"id":"{{payment.Id}}","customerId":"C{{payment.Amount}}","terminalId":"{{payment.Terminal}}","at":"{{payment.At:O}}","amount":{{payment.Amount}}.5}"""),
    };

    /// <summary>Per terminal and hour: payments, blocks and what was blocked; of all rounds but the last, whose windows stay open.</summary>
    private static SortedDictionary<string, string> Ledger()
    {
        var hours = Enumerable.Range(0, Rounds).SelectMany(Payments).GroupBy(payment => Name(payment.Terminal, payment.At.AddTicks(-(payment.At.Ticks % TimeSpan.TicksPerHour))));
        return new(hours.ToDictionary(hour => hour.Key, hour => Total(hour.Count(), hour.Count(IsBlock), hour.Where(IsBlock).Sum(payment => payment.Amount + 0.5))), StringComparer.Ordinal);

        static bool IsBlock((string, string, DateTimeOffset, int Amount) payment) => payment.Amount + 0.5 >= LeastBlock;
    }

    /// <summary>The newest revision of each window, as a reader has them.</summary>
    private static async Task<SortedDictionary<string, string>> CountedAsync(CardBroker broker)
    {
        var (last, windows) = (new LastIds(), new Dictionary<string, (int Revision, string Total)>());
        foreach (var record in await broker.ReadAsync(Second.Events))
        {
            if (!record.TryGetHeader(OutputHeaders.Id, out var text) || !OutputId.TryParse(Encoding.UTF8.GetString(text.Span), out var id) || !last.IsNew(record.Topic, record.Partition, id))
                continue;
            using var json = JsonDocument.Parse(record.Value);
            var window = json.RootElement;
            var (name, revision) = (Name(window.GetProperty("key").GetString()!, window.GetProperty("start").GetDateTimeOffset()), window.GetProperty("revision").GetInt32());
            if (!windows.TryGetValue(name, out var before) || before.Revision < revision)
                windows[name] = (revision, Total(window.GetProperty("payments").GetDouble(), window.GetProperty("blocks").GetDouble(), window.GetProperty("blocked").GetDouble()));
        }

        return new(windows.ToDictionary(window => window.Key, window => window.Value.Total), StringComparer.Ordinal);
    }

    private static string Name(string terminal, DateTimeOffset hour) => $"{terminal} {hour.UtcDateTime:s}";

    private static string Total(double payments, double blocks, double blocked) => string.Create(CultureInfo.InvariantCulture, $"{payments} {blocks} {blocked}");

    private static void Copy(string from, string to)
    {
        if (Directory.Exists(to))
            Directory.Delete(to, recursive: true);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}

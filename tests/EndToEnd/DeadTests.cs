using System.Text;
using Serverless.Kafka;
using Serverless.Local.Emulators;
using Serverless.Streams.Records;

namespace Serverless.Tests.EndToEnd;

/// <summary><c>dead list|show|replay</c> as a user types it.</summary>
public sealed class DeadTests
{
    private const string Origin = "card.transactions/1/7";

    [Fact]
    public async Task Dead_letters_are_listed_shown_and_put_back_as_they_came()
    {
        await using var broker = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions
        {
            Topics = new Dictionary<string, int> { ["card.transactions"] = 2, ["card.frauds"] = 1, ["card-fraud.dead"] = 8 },
        });
        await using var log = await KafkaLog.ConnectAsync(broker.Settings, CancellationToken.None);
        await using (var writer = log.OpenWriter())
            await writer.AppendAsync([Dead("card.transactions@1/1:7:1.0"), Dead("card.transactions@1/1:7:1.0"), Dead("card-fraud.by-terminal@1/1:9:2.0")], CancellationToken.None);

        var (code, list) = await RunAsync("list", "card-fraud");
        Assert.True(code == 0 && list.Contains("2 dead letters.", StringComparison.Ordinal) && list.Contains("reject", StringComparison.Ordinal), list);
        (code, var shown) = await RunAsync("show", "card-fraud", Origin);
        Assert.True(code == 0 && shown.Contains("tenant: t7", StringComparison.Ordinal) && shown.Contains("{\"amount\":-1\uFFFD}", StringComparison.Ordinal), shown);
        Assert.Equal((2, "Which dead letters? Give their origins, --reason, or --all."), await RunAsync("replay", "card-fraud"));
        Assert.Equal((2, "There is no dead letter card.frauds/0/1."), await RunAsync("replay", "card-fraud", "card.frauds/0/1"));
        Assert.Equal((0, "1 put back.\n1 not: a keyed stage's: it is counted already."), await RunAsync("replay", "card-fraud", "--all"));

        var record = Assert.Single((await log.ReadAsync("card.transactions", 1, 0, 10, TimeSpan.Zero, CancellationToken.None)).Records);
        Assert.Equal("{\"amount\":-1\u0007}", Encoding.UTF8.GetString(record.Value.Span));
        Assert.Equal("C1", Encoding.UTF8.GetString(record.Key.Span));
        Assert.Equal([("tenant", "t7"), ("replay-of", Origin)], record.Headers.Select(header => (header.Name, Encoding.UTF8.GetString(header.Value.Span))));

        Task<(int Code, string Everything)> RunAsync(params string[] arguments) => CommandProcess.RunAsync(["dead", .. arguments, "--brokers", broker.BootstrapServers]);
    }

    private static OutgoingRecord Dead(string id) => new()
    {
        Topic = "card-fraud.dead",
        Partition = 1,
        Key = "C1"u8.ToArray(),
        Value = Encoding.UTF8.GetBytes("{\"amount\":-1\u0007}"),
        Headers = [Header("tenant", "t7"), Header("id", id), Header("type", "dead"), Header("origin", Origin), Header("reason", "reject")],
    };

    private static RecordHeader Header(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));
}

using System.Text;
using System.Text.Json;
using Serverless.Local.Cli;
using Serverless.Local.Cli.History;
using Serverless.Pipelines.NewSample;
using Serverless.Tests.Unit.Durable;

namespace Serverless.Tests.Unit.LocalCli;

public sealed class LoopedHistoryTests
{
    private const string Topic = "new-sample-events";
    private static readonly DateTimeOffset Morning = new(2025, 6, 2, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Each_round_is_whole_hours_later_under_other_ids_and_none_lies_in_the_future()
    {
        // Three quarters of an hour: with the hour between them the rounds begin two hours apart.
        var history = Of(Morning.AddHours(4), Record("a", Morning), Record("b", Morning.AddMinutes(45)));
        Assert.Equal(["a 10:00", "b 10:45", "a-1 12:00", "b-1 12:45"], history.From(0).Select(Text));
        Assert.Equal(["a-1 12:00", "b-1 12:45"], history.From(1).Select(Text));
        Assert.Empty(history.From(2));
    }

    [Fact]
    public void No_record_at_all_is_one_sentence() =>
        Assert.Equal("--from: there is no record.", Assert.Throws<CommandException>(() => Of(Morning).From(0).ToList()).Message);

    private static LoopedHistory Of(DateTimeOffset now, params HistoryRecord[] records) => new(new NewSample().Build(), () => records, new ManualTime { Now = now });

    private static HistoryRecord Record(string id, DateTimeOffset at) =>
        new(Topic, 0, Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","key":"k","at":"{{at:O}}","value":1}"""), at.ToUnixTimeMilliseconds());

    private static string Text(HistoryRecord record)
    {
        using var json = JsonDocument.Parse(record.Value);
        var at = json.RootElement.GetProperty("at").GetDateTimeOffset();
        Assert.Equal(record.Timestamp, at.ToUnixTimeMilliseconds());
        return $"{json.RootElement.GetProperty("id").GetString()} {at:HH:mm}";
    }
}

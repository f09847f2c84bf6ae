using System.Text;
using Serverless.Local.Cli.Chaos.Traffic;
using Serverless.Pipelines;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.LocalCli.Chaos;

/// <summary>The independent reader sees each fault that it is there for.</summary>
public sealed class VisitOracleTests
{
    private static readonly PipelinePlan Plan = PipelineCatalog.Create(ViewTraffic.Pipeline).Build();
    private static readonly LogRecord First = Prediction("a", "bestsellers", 7);
    private static readonly LogRecord Second = Prediction("b", "recommend", 9, 7);
    private static readonly LogRecord Routed = Record("shop.recommendations", "prediction", Text(Second));
    private static readonly LogRecord Dead = Record(Plan.Dead, "dead", "{broken");
    private static readonly LogRecord Visit = Window("v1", pages: 2, items: 2, seconds: 30, end: "10:31");

    [Fact]
    public void Outputs_as_they_should_be_break_nothing()
    {
        var counts = Read(First, Second, Routed, Dead, Visit);

        Assert.Empty(counts.Broken);
        Assert.Equal((2, 1, 0, 0, 0), (counts.Predictions, counts.Windows, counts.Lost, counts.Duplicated, counts.Wrong));
    }

    [Fact]
    public void What_is_missing_is_lost()
    {
        Assert.Equal(1, Read(Second, Routed, Dead, Visit).Lost);
        Assert.Equal(1, Read(First, Second, Dead, Visit).Lost);
        Assert.Equal(1, Read(First, Second, Routed, Visit).Lost);
        Assert.Equal(1, Read(First, Second, Routed, Dead).Lost);
    }

    [Fact]
    public void What_comes_twice_is_duplicated()
    {
        var counts = Read(First, First, Second, Second, Routed, Routed, Dead, Dead, Visit, Visit);

        Assert.Equal((0, 5, 0), (counts.Lost, counts.Duplicated, counts.Wrong));
        Assert.Equal(4, counts.Broken.Count);
    }

    [Fact]
    public void Wrong_last_items_totals_and_outputs_of_nothing_are_wrong()
    {
        Assert.Equal(1, Read(First, Prediction("b", "recommend", 7, 9), Routed, Dead, Visit).Wrong);
        Assert.Equal(1, Read(First, Second, Routed, Dead, Window("v1", pages: 3, items: 2, seconds: 30, end: "10:31")).Wrong);
        Assert.Equal(1, Read(First, Second, Routed, Dead, Window("v1", pages: 2, items: 2, seconds: 31, end: "10:31")).Wrong);
        Assert.Equal(1, Read(First, Second, Routed, Dead, Window("v1", pages: 2, items: 2, seconds: 30, end: "10:30")).Wrong);
        Assert.Equal(1, Read(First, Second, Routed, Dead, Visit, Record(Plan.Dead, "dead", "{other")).Wrong);
        Assert.Equal(1, Read(First, Second, Routed, Dead, Visit, Prediction("robot", "bestsellers", 1)).Wrong);
        Assert.Equal(1, Read(First, Second, Routed, Dead, Visit, Record("shop.recommendations", "prediction", Text(First))).Wrong);
        Assert.Equal(1, Read(First, Second, Routed, Dead, Visit, Record(Plan.Events, "late", "{}")).Wrong);
    }

    private static ChaosCounts Read(params LogRecord[] outputs)
    {
        var oracle = new VisitOracle(Plan);
        oracle.Sent(View("a", "v1", 7, "10:00"));
        oracle.Sent(View("robot", "bot-1", 1, "10:00"));
        oracle.Sent(View("b", "v1", 9, "10:01"));
        oracle.Unreadable("{broken"u8.ToArray());
        foreach (var output in outputs)
            oracle.Take(output);

        // Much later somebody else: the visit is over. Their prediction is not looked for here.
        oracle.Sent(View("z", "v2", 3, "23:00"));
        oracle.Take(Prediction("z", "bestsellers", 3));
        var counts = oracle.Count(4, 0);
        return counts with { Predictions = counts.Predictions - 1 };
    }

    private static byte[] View(string id, string visitor, int item, string at) =>
        Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","visitorId":"{{visitor}}","item":{{item}},"at":"2025-03-03T{{at}}:00Z","dwell":15}""");

    private static LogRecord Prediction(string id, string decision, params int[] items)
    {
        var features = items.Concat(Enumerable.Repeat(-1, Plan.Model!.Features.Length)).Take(Plan.Model.Features.Length);
        return Record(Plan.Predictions, "prediction", $$"""{"id":"{{id}}","decision":"{{decision}}","features":[{{string.Join(',', features)}}]}""");
    }

    private static LogRecord Window(string key, int pages, int items, int seconds, string end) => Record(
        Plan.Events, "window",
        $$"""{"window":"visit","key":"{{key}}","start":"2025-03-03T10:00:00Z","end":"2025-03-03T{{end}}:00Z","revision":0,"pages":{{pages}},"seconds":{{seconds}},"items":{{items}}}""");

    private static LogRecord Record(string topic, string type, string value) => new()
    {
        Topic = topic,
        Partition = 0,
        Offset = 0,
        Value = Encoding.UTF8.GetBytes(value),
        Headers = [new RecordHeader(OutputHeaders.Type, Encoding.UTF8.GetBytes(type))],
    };

    private static string Text(LogRecord record) => Encoding.UTF8.GetString(record.Value.Span);
}

using System.Text;
using Serverless.Durable.Offline;
using Serverless.Local.Cli.History;
using Serverless.Local.Cli.Training;
using Serverless.Streams;
using Serverless.Tests.Unit.Streams.Fold;

namespace Serverless.Tests.Unit.LocalCli.Training;

/// <summary>Readings of which each third turns out bad, and notices that say so an hour later.</summary>
public sealed class LeakTests
{
    private const int Events = 150;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Delay = TimeSpan.FromHours(1);

    private static readonly PipelinePlan Plan = FoldPipeline.Plan(p =>
    {
        p.Readings().Unique(r => r.Id, TimeSpan.FromDays(1));
        var key = p.ByKey();
        var told = p.Notices().By(key, n => n.Key, n => n.At).Last(TimeSpan.FromSeconds(10)).Count("notices");
        p.Score("model", features => features.Number("value", r => r.Value).Add(told));
    });

    [Fact]
    public void Features_by_arrival_know_no_label_and_a_planted_leak_is_found()
    {
        Assert.Equal([], Leaks(noticeArrivesAfter: Delay));
        // The leak: a history in which notices stand where the events are that they are about.
        Assert.Equal(["notices"], Leaks(noticeArrivesAfter: -TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public void A_feature_that_is_missing_only_where_the_label_is_one_tells_it_too()
    {
        var check = new LeakCheck(["there", "noise"]);
        for (var index = 0; index < 60; index++)
            check.Add(new[] { index % 2 == 0 ? float.NaN : index, index / 2 % 7 }, index % 2 == 0 ? "1" : "0");
        Assert.Equal([("there", 1.0)], check.Find());
    }

    [Fact]
    public void Few_events_or_other_labels_say_nothing()
    {
        var check = new LeakCheck(["a"]);
        for (var index = 0; index < 60; index++)
            check.Add(new float[] { index }, index < 10 ? "1" : index < 50 ? "0" : "3.5");
        Assert.Empty(check.Find());
    }

    [Fact]
    public void A_label_counts_from_its_arrival_on_and_the_newest_that_has_arrived_wins()
    {
        var book = new LabelBook(asOf: 200);
        book.Add(new Label("a", "0", 100));
        book.Add(new Label("a", "1", 200));
        book.Add(new Label("a", "0", 150));
        book.Add(new Label("b", "1", 201));
        Assert.Equal("1", book.Of("a")?.Value);
        Assert.Null(book.Of("b"));
        Assert.Equal(1, book.Unknown);
    }

    private static IEnumerable<string> Leaks(TimeSpan noticeArrivesAfter)
    {
        var records = Enumerable.Range(0, Events).SelectMany(index =>
        {
            var at = Start.AddMinutes(index);
            var reading = (Arrival: at, Topic: FoldPipeline.ReadingsTopic, Json: $$"""{"id":"{{index}}","key":"k","at":"{{at:O}}","value":{{index * 7 % 11}}}""");
            var notice = (Arrival: at + noticeArrivesAfter, Topic: FoldPipeline.NoticesTopic, Json: $$"""{"id":"n{{index}}","key":"k","at":"{{at:O}}","reportedAt":"{{at + Delay:O}}"}""");
            return index % 3 == 0 ? new[] { reading, notice } : [reading];
        }).OrderBy(record => record.Arrival);
        var (run, check) = (new OfflineRun(Plan, 1), new LeakCheck([.. Plan.Model!.Features.Select(feature => feature.Name)]));
        foreach (var (arrival, topic, json) in records)
        {
            foreach (var row in run.Take(topic, 0, Encoding.UTF8.GetBytes(json), Start.AddDays(1).ToUnixTimeMilliseconds()))
                check.Add(row.Features, int.Parse(row.Id, System.Globalization.CultureInfo.InvariantCulture) % 3 == 0 ? "1" : "0");
        }

        return check.Find().Select(leak => leak.Name);
    }
}

using System.Text;
using Serverless.Durable.Offline;
using Serverless.Streams;
using Serverless.Tests.Unit.Streams.Fold;

namespace Serverless.Tests.Unit.Durable;

/// <summary>Recorded events through two keys, waiting for the watermark at both.</summary>
public sealed class OfflineRunTests
{
    private const int Events = 80;
    private const int Keys = 3;
    private const int Partitions = 2;
    private const long Span = 5_000;

    private static readonly PipelinePlan Plan = FoldPipeline.Plan(p =>
    {
        p.AtWatermark();
        p.Readings().Unique(r => r.Id, TimeSpan.FromMinutes(1));
        var count = p.ByKey().Last(TimeSpan.FromMilliseconds(Span)).Count("count");
        var sum = p.By("all", _ => "all").Last(TimeSpan.FromMilliseconds(Span)).Sum("sum", r => r.Value);
        p.Score("model", features => features.Add(count).Add(sum));
    });

    [Fact]
    public void Whatever_order_records_come_in_each_is_scored_once_over_what_lies_before_it()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var events = Enumerable.Range(0, Events).Select(index => (Id: index, Time: 1_000 + (index * 7_919L % 20_000), Key: index % Keys)).ToArray();
            var (run, rows) = (new OfflineRun(Plan, Partitions), new List<OfflineRow>());
            foreach (var (id, time, key) in events.OrderBy(e => e.Time + random.Next(1_000)))
            {
                var json = $$"""{"id":"{{id}}","key":"k{{key}}","at":"{{DateTimeOffset.FromUnixTimeMilliseconds(time):O}}","value":{{id}}}""";
                rows.AddRange(run.Take(FoldPipeline.ReadingsTopic, random.Next(Partitions), Encoding.UTF8.GetBytes(json), time));
            }

            rows.AddRange(run.Complete());
            var expected = events.OrderBy(e => e.Time).Select(e =>
            {
                var before = events.Where(other => other.Time <= e.Time && other.Time > e.Time - Span).ToList();
                return $"{e.Id}: {before.Count(other => other.Key == e.Key)}, {before.Sum(other => other.Id)}";
            });
            Assert.True(expected.SequenceEqual(rows.Select(row => $"{row.Id}: {row.Features.Span[0]}, {row.Features.Span[1]}")), $"seed {seed}");
            Assert.Empty(run.Complete());
            Assert.Throws<InvalidOperationException>(() => run.Take(FoldPipeline.ReadingsTopic, 0, "{}"u8.ToArray(), 0));
        }
    }
}

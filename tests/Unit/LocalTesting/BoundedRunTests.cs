using Serverless.Local.Testing;
using Serverless.Streams;
using Serverless.Tests.Unit.Streams.Fold;

namespace Serverless.Tests.Unit.LocalTesting;

/// <summary>The test kit and the preview end with the greatest watermark: nothing waits any longer, and every window closes.</summary>
public sealed class BoundedRunTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_window_closes_at_every_key_and_no_event_waits(bool atWatermark)
    {
        var result = await TestRun.Of(new LongWindows(atWatermark)).With(Reading("a", 0), Reading("b", 5)).WithTakeovers().RunAsync();

        Assert.Equal([2.0], result.Window("year").Select(window => window.Values["events"]));
        Assert.Equal([1.0, 1], result.Window("visit").Select(window => window.Values["events"]));
        Assert.Equal(["a", "b"], new[] { "a", "b" }.Select(id => result.Predictions[id].Id));
    }

    [Fact]
    public async Task The_preview_shows_the_same_windows()
    {
        var json = """{"id":"a","key":"k","at":"2026-01-01T00:00:00+00:00"}"""u8.ToArray();
        var tables = await PreviewRun.RunAsync(new LongWindows(atWatermark: true), [(FoldPipeline.ReadingsTopic, json, Start)]);
        Assert.Equal(["closed window", "closed window"], tables[^1].Rows.Select(row => row[0]));
    }

    private static Reading Reading(string id, double minute) => new(id, "k", Start.AddMinutes(minute));

    private sealed class LongWindows : Pipeline<Reading>
    {
        public LongWindows(bool atWatermark)
        {
            if (atWatermark)
            {
                AtWatermark();
            }

            From(FoldPipeline.ReadingsTopic, FoldJson.Default.Reading).Unique(r => r.Id, within: Days(1_000)).Time(r => r.At, outOfOrder: Hours(1));
            By("first", r => r.Key).Tumbling("year", Days(365), allowedLateness: Days(365)).Count("events");
            By("second", r => r.Id).Session("visit", gap: Days(1_000)).Count("events");
        }
    }
}

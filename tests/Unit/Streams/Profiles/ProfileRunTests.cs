using System.Text;
using Serverless.Durable.Offline;
using Serverless.Local.Testing;
using Serverless.Streams;
using Serverless.Streams.Plan;
using Serverless.Tests.Unit.Streams.Definition;
using Serverless.Tests.Unit.Streams.Profiles.Embedded;

namespace Serverless.Tests.Unit.Streams.Profiles;

public sealed class ProfileRunTests
{
    private static readonly Payment Usual = new("1", "c", new DateTimeOffset(2025, 6, 2, 10, 0, 0, TimeSpan.Zero), 12);

    [Fact]
    public async Task The_profile_beside_the_class_is_a_constant_of_the_plan()
    {
        var run = await TestRun.Of(new Profiled()).With(Usual, Usual with { Id = "2", Distance = 100 }, Usual with { Id = "3", Distance = -5 }).RunAsync();
        Assert.Equal([7.0, 9.5, 5.5], new[] { "1", "2", "3" }.Select(id => run.Clean[id].Distance!.Value));
        Assert.Equal(new Profiled().Build().Profile, new Profiled().Build().Profile);
        Assert.Contains("profile " + new Profiled().Build().Profile![..12], new Profiled().Build().Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_can_give_another_one()
    {
        var run = await TestRun.Of(new Profiled()).Profile("Distance", mean: 1, deviation: 1, median: 1.5).With(Usual).RunAsync();
        Assert.Equal(1.5, run.Clean["1"].Distance);
    }

    [Fact]
    public void Measuring_leaves_out_what_asks_the_profile_so_that_measuring_again_gives_the_same()
    {
        var run = new ProfileRun(new Profiled());
        foreach (var distance in new[] { "1", "2", "null", "9" })
            run.Take("payments", Encoding.UTF8.GetBytes($$"""{"id":"1","card":"c","at":"2025-06-02T10:00:00Z","amount":1,"kind":"fuel","distance":{{distance}}}"""), Usual.At.ToUnixTimeMilliseconds());
        run.Take("payments", "no json"u8.ToArray(), 0);

        var profile = run.ToProfile();
        Assert.Equal((4, 1), (run.Measured, run.Refused));
        var field = profile.Fields["Payment.Distance"];
        Assert.Equal((3, 1, 4.0, 2.0, 1.0), (field.Count, field.Missing, field.Mean, field.Median, field.Mad));
        Assert.Equal(4, profile.Fields["Payment.Kind"].Categories["fuel"]);
        Assert.Null(run.Plan.Profile);
    }

    [Fact]
    public void Features_are_measured_as_the_fold_makes_them()
    {
        var fields = PipelineProfile.Of("any-pipeline", new Dictionary<string, FieldProfile> { ["Payment.Amount"] = new() { Count = 2, Mean = 10, Deviation = 2 } });
        var run = new FeatureProfileRun(
            new AnyPipeline(p =>
            {
                p.Payments();
                var count = p.By("card", t => t.Card).Last(TimeSpan.FromDays(1)).Count("count");
                p.Score("model", f => f.Standard("scaled", t => t.Amount).Add(count));
            }),
            fields,
            partitions: 1);
        foreach (var (id, amount) in new[] { ("1", 12), ("2", 8), ("3", 16) })
            run.Take("payments", 0, Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","card":"c","at":"2025-06-02T10:00:00Z","amount":{{amount}}}"""), Usual.At.ToUnixTimeMilliseconds());

        var profile = run.ToProfile();
        Assert.Equal((1.0, 2.0), (profile.Features["scaled"].Mean, profile.Features["count"].Mean));
        Assert.Equal(2.0, profile.Fields["Payment.Amount"].Deviation);
    }

    [Fact]
    public void A_file_tells_arrival_by_its_events_and_never_goes_back()
    {
        var clock = new EventClock(new Profiled().Build());
        long At(string time) => clock.Arrival("payments", Encoding.UTF8.GetBytes($$"""{"id":"1","card":"c","at":"{{time}}","amount":1}"""));
        var first = At("2025-06-02T10:00:00Z");
        Assert.Equal(Usual.At.ToUnixTimeMilliseconds(), first);
        Assert.Equal(first, At("2025-06-01T10:00:00Z"));
        Assert.Equal(first, At("never"));
        Assert.Equal(first + 1000, At("2025-06-02T10:00:01Z"));
    }
}

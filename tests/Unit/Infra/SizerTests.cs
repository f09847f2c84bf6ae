using Serverless.Local.Cli;
using Serverless.Local.Cli.Sizing;
using Serverless.Tests.Unit.Build;

namespace Serverless.Tests.Unit.Infra;

/// <summary>Plans that were computed by hand from the formulas of docs/sizing.md.</summary>
public sealed class SizerTests
{
    /// <summary>A batch of 100 takes 20 ms + 100 · 50 µs = 25 ms: 4,000 events/s an instance, 2,000 at half use.</summary>
    private static readonly SizingInput Round = new()
    {
        EventsPerSecond = 1_000,
        Keys = 80_000,
        BatchSize = 100,
        BatchMilliseconds = 20,
        EventMicroseconds = 50,
        Utilization = 0.5,
        CatchUpSeconds = 5,
        EventBytes = 500,
        StateBytesPerKey = 1_000,
        KeyedStages = 2,
        AlwaysReady = 1,
        InstanceGigabytes = 2,
    };

    [Fact]
    public void A_thousand_events_a_second()
    {
        var plan = Sizer.Plan(Round);
        Assert.Equal(4_000, plan.InstanceEventsPerSecond, 6);
        Assert.Equal((1, 8, 20_000L), (plan.Instances, plan.Shards, plan.LagThreshold));

        // Four records an event: 4,000 records/s are four units, 2 MB/s only two.
        Assert.Equal((4, 0), (plan.ThroughputUnits, plan.ProcessingUnits));

        // 125 events/s a shard: 20,000 would take 160 s, so every 60 s; 2 stages · 8 shards / 60 s.
        Assert.Equal(16 / 60.0, plan.CheckpointsPerSecond, 9);
        Assert.Equal(32 / 60.0, plan.ActionsPerSecond, 9);

        // 125 · 60 = 7,500 keys changed, 7.5 MB: a segment each, and two look-ups.
        Assert.Equal(48 / 60.0, plan.BlobOperationsPerSecond, 9);
        Assert.Equal(80_000 * 1_000.0, plan.StateBytesPerInstance, 3);

        // 10 batches/s of each of three functions, busy 10 · 20 ms + 1,000 · 50 µs = 0.25 s, 2 GB.
        Assert.Equal(30, plan.BatchesPerSecond, 6);
        Assert.Equal(3 * 0.25 * 2, plan.ActiveGigabyteSeconds, 6);
        Assert.Empty(plan.Limits);
    }

    [Fact]
    public void A_hundred_events_a_second_are_a_batch_a_second()
    {
        var plan = Sizer.Plan(Round with { EventsPerSecond = 100 });
        Assert.Equal(3, plan.BatchesPerSecond, 6);
        Assert.Equal(1, plan.ThroughputUnits);
    }

    [Fact]
    public void Ten_thousand_events_a_second()
    {
        var plan = Sizer.Plan(Round with { EventsPerSecond = 10_000 });

        // 10,000 / 2,000 = 5 instances, 2 · 5 rounded up to 16 shards; 40,000 records/s are 40 units, which Standard just has.
        Assert.Equal((5, 16, 40, 0), (plan.Instances, plan.Shards, plan.ThroughputUnits, plan.ProcessingUnits));

        // 625 events/s a shard: 20,000 take 32 s.
        Assert.Equal(2 * 16 / 32.0, plan.CheckpointsPerSecond, 9);
        Assert.Empty(plan.Limits);
    }

    [Fact]
    public void A_hundred_thousand_events_a_second_say_where_limits_bite()
    {
        var plan = Sizer.Plan(Round with { EventsPerSecond = 100_000 });

        // 50 instances are needed, 32 shards feed 32; 400,000 records/s of 500 bytes are 200 MB/s, at 5 MB/s a unit.
        Assert.Equal((32, 32, 400, 40), (plan.Instances, plan.Shards, plan.ThroughputUnits, plan.ProcessingUnits));
        Assert.Equal(2, plan.Limits.Length);
        Assert.StartsWith("Instances: 50 are needed, and 32 shards feed at most 32", plan.Limits[0], StringComparison.Ordinal);
        Assert.StartsWith("Event Hubs Standard: 400 throughput units", plan.Limits[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_shards_than_needed_are_said_and_kept()
    {
        var plan = Sizer.Plan(Round with { EventsPerSecond = 10_000, Shards = 4 });
        Assert.Equal((4, 4), (plan.Shards, plan.Instances));
        Assert.Contains(plan.Limits, limit => limit.StartsWith("Instances: 5 are needed, and 4 shards", StringComparison.Ordinal));
    }

    [Fact]
    public void A_month_costs_what_its_parts_do()
    {
        var prices = new Prices
        {
            Note = "of this test",
            OnDemandGigabyteSecond = 3,
            AlwaysReadyGigabyteSecond = 1,
            AlwaysReadyActiveGigabyteSecond = 2,
            MillionExecutions = 1_000_000,
            ThroughputUnitHour = 10,
            MillionIngressEvents = 1_000_000,
            ProcessingUnitHour = 100,
            TenThousandActions = 10_000,
            DedicatedCapacityUnitMonth = 7,
            TenThousandBlobOperations = 10_000,
        };
        const double Seconds = 730 * 3_600;
        var cost = MonthlyCost.Of(Round, Sizer.Plan(Round), prices);

        // Three functions, one ready instance of 2 GB each: 6 GB at 1; 1.5 GB active at 2; 30 executions at 1.
        Assert.Equal(Seconds * (6 + 3 + 30), cost.Functions, 0);
        Assert.Equal((4 * 10 * 730) + (Seconds * 4_000), cost.Broker, 0);
        Assert.Equal(Seconds * 32 / 60, cost.Scheduler, 0);
        Assert.Equal(Seconds * 48 / 60, cost.Storage, 0);
        Assert.Equal((Seconds * 6) + (10 * 730), MonthlyCost.Idle(Round, prices).Sum, 0);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1_000, 1)]
    [InlineData(1_001, 2)]
    [InlineData(7_999, 8)]
    [InlineData(1_000_000, 8)]
    public void The_scaler_wants_the_lag_divided_by_the_threshold_rounded_up_within_its_bounds(double lag, int wanted) =>
        Assert.Equal(wanted, new ScalerSimulation(100, 1_000, partitions: 8, alwaysReady: 1).Wanted(lag));

    [Fact]
    public void Without_lag_and_without_ready_instances_the_scaler_wants_none() =>
        Assert.Equal(0, new ScalerSimulation(100, 1_000, partitions: 8, alwaysReady: 0).Wanted(0));

    [Fact]
    public void A_burst_is_followed_and_left_as_computed_by_hand()
    {
        // 100 events/s an instance. 20 s at 300/s: the lag grows by 200/s. The look at second 10 sees 2,000 and wants two;
        // the second one works from second 15 on. At second 20 the lag is 10 · 200 + 5 · 200 + 5 · 100 = 3,500: four are wanted, at work from second 25 on.
        var scaler = new ScalerSimulation(100, 1_000, partitions: 8, alwaysReady: 1) { LookSeconds = 10, StartSeconds = 5 };
        var steps = scaler.Run(Enumerable.Repeat(300.0, 20).Concat(Enumerable.Repeat(0.0, 120))).ToList();
        Assert.Equal((2_000.0, 1), (steps[9].Lag, steps[9].Instances));
        Assert.Equal(1, steps[14].Instances);
        Assert.Equal(2, steps[15].Instances);
        Assert.Equal(3_500, steps[19].Lag);
        Assert.Equal(2, steps[24].Instances);
        Assert.Equal(4, steps[25].Instances);

        // 3,500 - 5 · 200 = 2,500 at second 24, then 400 a second: empty in second 31. Nobody leaves within a minute of the scale-out at second 20.
        Assert.Equal(2_500, steps[24].Lag);
        Assert.Equal((100.0, 0.0), (steps[30].Lag, steps[31].Lag));
        Assert.Equal(4, steps[79].Instances);
        Assert.Equal(1, steps[80].Instances);
    }

    [Fact]
    public void A_curve_is_joined_by_straight_lines()
    {
        var curve = TrafficCurve.Parse("0:0,1:60,2:60").ToList();
        Assert.Equal(120, curve.Count);
        Assert.Equal([0.0, 30.0, 60.0, 60.0], [curve[0], curve[30], curve[60], curve[119]]);
        Assert.Equal(35 * 60, TrafficCurve.Default(1_000).Count());
    }

    [Theory]
    [InlineData("0:1")]
    [InlineData("1:1,2:2")]
    [InlineData("0:1,0:2")]
    [InlineData("0:1,5:-2")]
    [InlineData("0:1,99999:2")]
    [InlineData("a,b")]
    public void What_is_no_curve_is_refused_with_an_example(string text) =>
        Assert.Contains("0:100,10:5000,20:100", Assert.Throws<CommandException>(() => TrafficCurve.Parse(text).Count()).Message, StringComparison.Ordinal);

    [Fact]
    public void The_document_shows_what_the_command_prints()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/sizing.md")).ReplaceLineEndings("\n");
        foreach (var rate in new[] { 1_000, 10_000, 100_000 })
        {
            var input = new SizingInput { EventsPerSecond = rate, Keys = rate * 100L };
            Assert.Contains(SizingText.Of(input, Sizer.Plan(input), Prices.Read(null)), page, StringComparison.Ordinal);
        }
    }
}

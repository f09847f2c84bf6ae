using Serverless.Streams;
using Serverless.Streams.Plan;
using Serverless.Tests.Unit.Streams.Definition;

namespace Serverless.Tests.Unit.Streams.Cleansing;

public sealed class OutlierVerbTests
{
    // Mean 10, deviation 2; median 8, MAD 1.
    private static readonly PipelineProfile Profile = ProfileOf(new FieldProfile { Count = 100, Mean = 10, Deviation = 2, Median = 8, Mad = 1 });

    [Theory]
    [InlineData(16, true)]
    [InlineData(16.01, false)]
    [InlineData(3.99, false)]
    public void Quarantine_by_z_score_keeps_the_unusual_apart_from_the_invalid(double value, bool isClean)
    {
        var cleansed = Run(value, s => s.Quarantine(t => t.Value, AnyPipeline.Deviating(3)));
        if (isClean)
            Assert.Equal(CleansedKind.Clean, cleansed.Kind);
        else
            Cleanse.AssertDead(cleansed, "unusual", "Value", "t.Value beyond 3 deviations of the mean");
    }

    [Theory]
    [InlineData(11, 11)]
    [InlineData(11.5, 11)]
    [InlineData(0, 5)]
    public void Clip_by_mad_moves_to_the_nearest_usual_value(double value, double expected) =>
        Assert.Equal(expected, ((Payment)Run(value, s => s.Clip(t => t.Value, AnyPipeline.MedianDeviating(3))).Record!).Amount);

    [Theory]
    [InlineData(8, "other")]
    [InlineData(12, "strange")]
    public void Flag_marks_and_changes_nothing(double value, string kind)
    {
        var payment = (Payment)Run(value, s => s.Flag(t => t.Value, AnyPipeline.MedianDeviating(3), mark: t => t.Strange)).Record!;
        Assert.Equal((value, kind), (payment.Amount, payment.Kind));
    }

    [Fact]
    public void Drop_of_outliers_is_counted_under_its_range()
    {
        var cleansed = Run(12, s => s.Drop(t => t.Value, AnyPipeline.Beyond(0, 9)));
        Assert.Equal((CleansedKind.Dropped, "t.Value outside 0 .. 9", "Value"), (cleansed.Kind, cleansed.Reason, cleansed.Field));
    }

    [Fact]
    public void Quarantine_takes_own_words_too() =>
        Cleanse.AssertDead(Run(1, s => s.Quarantine(t => t.Value < 2, "too little to be usual")), "unusual", rule: "too little to be usual");

    [Fact]
    public void Default_fills_with_the_profiles_mean_or_median()
    {
        Assert.Equal(10, ((Payment)Run(null, s => s.Default(t => t.Value, AnyPipeline.ProfileMean)).Record!).Amount);
        Assert.Equal(8, ((Payment)Run(null, s => s.Default(t => t.Value, AnyPipeline.ProfileMedian)).Record!).Amount);
        Assert.Equal(3, ((Payment)Run(3, s => s.Default(t => t.Value, AnyPipeline.ProfileMedian)).Record!).Amount);
    }

    [Fact]
    public void A_profile_that_lacks_the_field_is_named_with_the_verb_and_the_cure()
    {
        const string Field = "From(\"raw\").Clip(t.Value beyond 6 deviations of the mean) needs RawPayment.Value in profile.json: run ./serverless profile any-pipeline.";
        var problem = Assert.Throws<PipelineException>(() => Raw.Plan(s => s.Clip(t => t.Value, AnyPipeline.Deviating(6))));
        Assert.Contains("AnyPipeline: " + Field, problem.Problems);
        Assert.Contains("AnyPipeline: " + Field, Assert.Throws<PipelineException>(() => Raw.Plan(s => s.Clip(t => t.Value, AnyPipeline.Deviating(6)), PipelineProfile.Of("x", new Dictionary<string, FieldProfile>()))).Problems);
    }

    [Fact]
    public void A_field_without_spread_is_no_measure_of_outliers() =>
        Assert.Contains(
            "AnyPipeline: From(\"raw\").Clip(t.Value beyond 3 MAD of the median): the profile has no spread of it (more than half of the values, or all, are equal): use Outside.",
            Assert.Throws<PipelineException>(() => Raw.Plan(s => s.Clip(t => t.Value, AnyPipeline.MedianDeviating(3)), ProfileOf(new FieldProfile { Count = 9, Deviation = 1 }))).Problems);

    [Fact]
    public void The_profile_is_part_of_the_plans_version()
    {
        static PipelinePlan Plan(double mean) => Raw.Plan(s => s.Default(t => t.Value, AnyPipeline.ProfileMean), ProfileOf(new FieldProfile { Count = 1, Mean = mean }));
        Assert.NotEqual(Plan(1).Version, Plan(2).Version);
        Assert.Equal(64, Plan(1).Profile!.Length);
        Assert.Null(Raw.Plan(s => s, ProfileOf(new FieldProfile { Count = 1 })).Profile);
    }

    [Fact]
    public void Every_step_is_counted_under_a_name_of_its_own()
    {
        var plan = Raw.Plan(s => s.Clip(t => t.Value, AnyPipeline.Beyond(0, 5)).Clip(t => t.Value, AnyPipeline.Beyond(0, 4)).Drop(t => t.Tries > 3, "many tries"));
        Assert.Equal(["Clip(Value)", "Clip(Value) #2", "Drop(many tries)", "Map", "Unique", "Time"], plan.Sources[0].Steps.Select(step => step.Name));

        Assert.Equal(0b1011UL, Run(9, s => s.Clip(t => t.Value, AnyPipeline.Beyond(0, 5)).Clip(t => t.Value, AnyPipeline.Beyond(0, 4)).Drop(t => t.Tries > 3, "many tries")).Steps);
        Assert.Equal(0b100UL, Run(2, s => s.Clip(t => t.Value, AnyPipeline.Beyond(0, 5)).Clip(t => t.Value, AnyPipeline.Beyond(0, 4)).Drop(t => t.Tries == 0, "none")).Steps);
    }

    private static PipelineProfile ProfileOf(FieldProfile value) => PipelineProfile.Of("any-pipeline", new Dictionary<string, FieldProfile> { ["RawPayment.Value"] = value });

    private static Cleansed Run(double? value, Func<Source<RawPayment>, Source<RawPayment>> say)
    {
        var json = $$"""{"id":"1","card":"c","at":"2025-06-02T10:00:00Z","value":{{(value is { } number ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : "null")}}}""";
        return Raw.Plan(say, Profile).Sources[0].Execution.Cleanse(System.Text.Encoding.UTF8.GetBytes(json), Cleanse.Broker.ToUnixTimeMilliseconds());
    }
}

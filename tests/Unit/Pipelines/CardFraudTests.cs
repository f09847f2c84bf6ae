using System.Text;
using Serverless.Pipelines;
using Serverless.Pipelines.CardFraud;
using Serverless.Streams;
using Serverless.Streams.Plan;
using Serverless.Tests.Unit.Build;

namespace Serverless.Tests.Unit.Pipelines;

public sealed class CardFraudTests
{
    private const string Golden = "tests/Unit/Pipelines/card-fraud.explain.txt";

    private static readonly PipelinePlan Plan = PipelineCatalog.Create("card-fraud").Build();
    private static readonly Transaction Usual = new("1", "C1", "T1", new DateTimeOffset(2018, 4, 2, 10, 0, 0, TimeSpan.Zero), 25, "fuel");

    [Fact]
    public void Explain_prints_the_page_on_record() => Assert.Equal(File.ReadAllText(Repository.PathOf(Golden)), Plan.Explain());

    [Fact]
    public void Features_are_the_handbooks_and_a_category() =>
        Assert.Equal(
            [
                "amount", "weekend", "night", "category_grocery", "category_fuel", "category_travel", "category_online", "category_other",
                "customer_count_1d", "customer_count_7d", "customer_count_30d", "customer_mean_1d", "customer_mean_7d", "customer_mean_30d",
                "terminal_count_1d", "terminal_count_7d", "terminal_count_30d", "terminal_risk_1d", "terminal_risk_7d", "terminal_risk_30d",
            ],
            Plan.Model!.Features.Select(feature => feature.Name));

    [Theory]
    [InlineData("2018-04-01T06:59:59Z", 1, 1)]
    [InlineData("2018-04-02T07:00:00Z", 0, 0)]
    [InlineData("2018-04-06T23:59:59Z", 0, 0)]
    [InlineData("2018-04-07T00:00:00Z", 1, 1)]
    public void Night_ends_at_seven_and_the_weekend_is_two_days(string at, float weekend, float night)
    {
        var features = FeaturesOf(Usual with { At = DateTimeOffset.Parse(at, null) }, new double[Plan.RowWidth]);
        Assert.Equal((weekend, night), (features[1], features[2]));
    }

    [Fact]
    public void The_risk_of_a_terminal_without_payments_is_0()
    {
        var row = new double[Plan.RowWidth];
        row[SlotOf("terminal_frauds_1d")] = 1;
        (row[SlotOf("terminal_frauds_7d")], row[SlotOf("terminal_count_7d")]) = (1, 4);
        foreach (var step in Plan.BeforeModel)
            row[step.Slot] = step.Compute(Usual, new Row(row));
        Assert.Equal([0f, 0.25f, 0f], FeaturesOf(Usual, row)[^3..]);
    }

    [Theory]
    [InlineData(0.95, "block")]
    [InlineData(0.9, "block")]
    [InlineData(0.6, "review")]
    [InlineData(0.59, "allow")]
    public void The_models_parameters_decide(double score, string expected)
    {
        var row = new double[Plan.RowWidth];
        row[Plan.Model!.ScoreSlot] = score;
        foreach (var (name, slot) in Plan.Model.ParameterSlots)
            row[slot] = name == "block" ? 0.9 : 0.6;
        foreach (var step in Plan.AfterModel)
            row[step.Slot] = step.Compute(Usual, new Row(row));

        Assert.Equal(expected, Plan.Decision!.Names[(int)row[Plan.Decision.Slot]]);
        Assert.Equal(expected != "allow", Plan.Routes.Single().When!(Usual, new Row(row)));
        Assert.Equal(expected != "allow", row[Plan.Rules.Single(rule => rule.Name == "high_score").Slot] == 1);
    }

    [Theory]
    [InlineData("""{"id":"1","customerId":"C1","terminalId":"T1","at":"2018-04-02T10:00:00Z","amount":25,"category":" FUEL ","distance":null}""", null)]
    [InlineData("""{"id":"1","customerId":"TEST1","terminalId":"T1","at":"2018-04-02T10:00:00Z","amount":25,"category":"fuel"}""", "test card")]
    [InlineData("""{"id":"1","terminalId":"T1","at":"2018-04-02T10:00:00Z","amount":25,"category":"fuel"}""", "require")]
    [InlineData("""{"id":"1","customerId":"C1","terminalId":"  ","at":"2018-04-02T10:00:00Z","amount":25,"category":"fuel"}""", "require")]
    [InlineData("""{"id":"1","customerId":"C1","terminalId":"T1","at":"2018-04-02T10:00:00Z","amount":-0.01,"category":"fuel"}""", "reject")]
    [InlineData("""{"id":"1","customerId":"C1","terminalId":"T1","at":"2018-04-02T10:00:00Z","amount":1e400,"category":"fuel"}""", "decode")]
    [InlineData("""{"id":"1","customerId":"C1","terminalId":"T1","at":"2018-04-02T10:00:00Z","amount":{},"category":"fuel"}""", "decode")]
    [InlineData("", "decode")]
    public void What_the_simulator_sends_comes_out_as_it_expects(string json, string? reason)
    {
        var cleansed = Plan.Sources[0].Execution.Cleanse(Encoding.UTF8.GetBytes(json), Usual.At.AddYears(7).ToUnixTimeMilliseconds());
        Assert.Equal(reason, cleansed.Reason);
        if (reason is null)
            Assert.Equal(Usual with { Distance = 0 }, cleansed.Record);
    }

    [Fact]
    public void A_report_is_about_the_time_of_its_payment()
    {
        const string Report = """{"id":"f1","transactionId":"1","terminalId":"T1","at":"2018-04-02T10:00:00Z","reportedAt":"2018-04-05T12:00:00.500Z"}""";
        var cleansed = Plan.Sources[1].Execution.Cleanse(Encoding.UTF8.GetBytes(Report), Usual.At.AddYears(7).ToUnixTimeMilliseconds());
        var track = Plan.Keys[1].Tracks.Single(track => track.Source == 1);

        Assert.Equal(CleansedKind.Clean, cleansed.Kind);
        Assert.Equal(Usual.At.ToUnixTimeMilliseconds(), track.At!(cleansed.Record!));
        Assert.Equal("T1", Plan.Sources[1].Entries.Single().KeyOf(cleansed.Record!));
        Assert.Equal("f1", Plan.Sources[1].Execution.UniqueOf(cleansed.Record!));
    }

    private static int SlotOf(string name) => Plan.Keys.SelectMany(key => key.Tracks).SelectMany(track => track.Aggregates).Single(aggregate => aggregate.Name == name).Slot;

    private static float[] FeaturesOf(Transaction transaction, double[] row)
    {
        var features = new float[Plan.Model!.Features.Length];
        Plan.Model.Write(transaction, new Row(row), features);
        return features;
    }
}

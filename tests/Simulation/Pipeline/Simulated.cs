using Serverless.Streams;
using Serverless.Streams.Plan;

namespace Serverless.Tests.Simulation.Pipeline;

/// <summary>Small, and with everything that the protocol is about: two keys, two sources, windows at both keys, a model, a reference table, a route.</summary>
internal sealed class Simulated : Pipeline<SimulatedEvent>
{
    public const string Events = "sim.events";
    public const string Reports = "sim.reports";
    public const string Alerts = "sim.alerts";

    /// <summary>The window that the new version has, and the old one has not.</summary>
    public const string Extra = "terminal_extra";

    private readonly bool _knowsIdle;

    private Simulated(Scenario scenario, double most, bool isNew)
    {
        _knowsIdle = scenario.KnowsIdle;
        Shards(2);
        if (scenario.AtWatermark)
        {
            AtWatermark();
        }

        From(Events, SimulatedJson.Default.SimulatedEvent)
            .Unique(e => e.Id, within: Minutes(2))
            .Time(e => e.At, outOfOrder: Seconds(20), idle: Idle(800))
            .Drop(e => e.Customer == "test", "test")
            .Reject(e => e.Amount, Outside(0, most));
        var reports = From(Reports, SimulatedJson.Default.SimulatedReport)
            .Unique(r => r.Id, within: Minutes(2))
            .Time(r => r.ReportedAt, outOfOrder: Seconds(20), idle: Idle(1200));

        var customer = By("customer", e => e.Customer);
        var count = customer.Last(Minutes(2), Minutes(60)).Count("customer_count");
        var mean = customer.Last(Minutes(5)).Mean("customer_mean", e => Poison.Check(e.Amount, Poison.Fold), empty: 0);
        customer.Tumbling("customer_minute", Minutes(1)).Count("events");

        var terminal = By("terminal", e => e.Terminal);
        var paid = terminal.Last(Minutes(60)).Count("terminal_count");
        var fraud = reports.By(terminal, r => r.Terminal, at: r => r.At).Last(Minutes(60)).Count("terminal_frauds");
        if (isNew)
        {
            // In front of the others: numbers by the plan's order would shift.
            terminal.Tumbling(Extra, Minutes(1), allowedLateness: Seconds(30)).Count("events");
        }

        var minute = terminal.Tumbling("terminal_minute", Minutes(1), allowedLateness: Seconds(30));
        minute.Count("events");
        minute.Sum("turnover", e => e.Amount);

        var rates = Table("rates", SimulatedJson.Default.SimulatedRate, r => r.Terminal);
        var model = Score("simulated", features => features.Number("amount", e => e.Amount ?? 0).Add(count).Add(mean, paid, fraud));
        var (score, block) = (model.Score, model.Parameter("block"));
        Rule("many", (e, row) => Poison.Check(e.Amount, Poison.Rule) >= 0 && row[paid] > 3);
        Rule("odd_rate", (e, row) => row.Find(rates, e.Terminal)?.Revision % 2 == 1);
        var decision = Decide((e, row) => row[score] >= row[block] ? Verdict.Block : Verdict.Allow);
        To(Topic(Alerts), when: (e, row) => row.Get(decision) == Verdict.Block);
    }

    /// <summary>The plan of the n-th process: the same for all of a version, unless cleansing changes between tries.</summary>
    public static PipelinePlan Plan(Scenario scenario, ProtocolRule broken, int process = 0, bool isNew = false)
    {
        var isOther = process % 2 == 1 && (broken & ProtocolRule.CleansingIsFixed) != 0;
        var plan = new Simulated(scenario, isOther ? 50 : 1_000, isNew).Build();
        plan.Broken = broken;
        return plan;
    }

    private TimeSpan? Idle(double milliseconds) => _knowsIdle ? Milliseconds(milliseconds) : null;

    internal enum Verdict
    {
        Allow,
        Block,
    }
}

using Serverless.Streams;
using Serverless.Streams.Plan;

namespace Serverless.Tests.Simulation.Pipeline;

/// <summary>A second pipeline, which counts what the first one predicted.</summary>
internal sealed class SimulatedChain : Pipeline<SimulatedPrediction>
{
    public const string Window = "chain_minute";
    public static readonly TimeSpan OutOfOrder = Seconds(20);

    private SimulatedChain(string predictions)
    {
        Shards(2);
        From(predictions, SimulatedJson.Default.SimulatedPrediction).Chained().Time(p => p.Time, outOfOrder: OutOfOrder, idle: Milliseconds(800));
        var minute = By("terminal", p => p.Event.Terminal).Tumbling(Window, Minutes(1), allowedLateness: Seconds(30));
        minute.Count("events");
        minute.Sum("blocks", p => p.Decision == "block" ? 1 : 0);
    }

    public static PipelinePlan Plan(string predictions, ProtocolRule broken)
    {
        var plan = new SimulatedChain(predictions).Build();
        plan.Broken = broken;
        return plan;
    }
}

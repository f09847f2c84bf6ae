namespace Serverless.Pipelines.TerminalBlocks;

/// <summary>Payments and blocks per terminal and hour: a chain of two pipelines, the second of which aggregates what the first one decided.</summary>
public sealed class TerminalBlocks : Pipeline<Prediction>
{
    /// <summary>The definition.</summary>
    public TerminalBlocks()
    {
        From("card-fraud.predictions", TerminalBlocksJson.Default.Prediction)
            .Chained()
            .Time(p => p.Time, outOfOrder: Minutes(1), idle: Minutes(1));

        var hour = By("terminal", p => p.Event.TerminalId).Tumbling("terminal_hour", Hours(1), allowedLateness: Days(1));
        hour.Count("payments");
        hour.Sum("blocks", p => p.Decision == "block" ? 1 : 0);
        hour.Sum("blocked", p => p.Decision == "block" ? p.Event.Amount : 0);
    }
}

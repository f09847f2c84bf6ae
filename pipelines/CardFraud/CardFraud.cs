namespace Serverless.Pipelines.CardFraud;

/// <summary>Finds fraudulent card payments: a customer who behaves unlike himself, a terminal where others were robbed.</summary>
public sealed class CardFraud : Pipeline<Transaction>
{
    private static readonly string[] Categories = ["grocery", "fuel", "travel", "online", "other"];

    /// <summary>The definition. Read it from top to bottom: sources, keys, values, model, rules and decision, outputs.</summary>
    public CardFraud()
    {
        From("card.transactions", CardFraudJson.Default.Transaction)
            .Unique(t => t.Id, within: Days(1))
            .Time(t => t.At, outOfOrder: Seconds(10), idle: Minutes(1))
            .Require(t => t.CustomerId, t => t.TerminalId)
            .Drop(t => t.CustomerId.StartsWith("TEST", StringComparison.Ordinal), "test card")
            .Map(t => t.Category, category => category.Trim().ToLowerInvariant())
            .Default(t => t.Category, "other")
            .Default(t => t.Distance, 0)
            .Clip(t => t.Distance, Outside(0, 20_000))
            .Reject(t => t.Amount, Outside(0, 100_000));
        var frauds = From("card.frauds", CardFraudJson.Default.FraudReport)
            .Unique(f => f.Id, within: Days(30))
            .Time(f => f.ReportedAt, outOfOrder: Hours(1), idle: Minutes(5))
            .Require(f => f.TerminalId)
            .Reject(f => f.ReportedAt < f.At, "reported before it happened");

        var customer = By("customer", t => t.CustomerId).Last(Days(1), Days(7), Days(30));
        var count = customer.Count("customer_count");
        var mean = customer.Mean("customer_mean", t => t.Amount);

        var terminal = By("terminal", t => t.TerminalId);
        var paid = terminal
            .Last(Days(1), Days(7), Days(30)).DelayedBy(Days(7)).Count("terminal_count");
        var fraud = frauds.By(terminal, f => f.TerminalId, at: f => f.At)
            .Last(Days(1), Days(7), Days(30)).DelayedBy(Days(7)).Count("terminal_frauds");
        var risk = Ratio("terminal_risk", fraud, paid);
        var (usual, risky) = (mean[Days(30)], risk[Days(7)]);

        var hour = terminal.Tumbling("terminal_hour", Hours(1), allowedLateness: Minutes(10));
        hour.Count("payments");
        hour.Sum("turnover", t => t.Amount);

        var model = Score("card-fraud", features => features            // in the order of the model's input
            .Number("amount", t => t.Amount).Flag("weekend", Weekend).Flag("night", Night).OneHot("category", t => t.Category, Categories)
            .Add(count, mean, paid, risk));
        var (score, block, review) = (model.Score, model.Parameter("block"), model.Parameter("review"));

        var high = Rule("high_score", (t, row) => row[score] >= row[review]);   // reasons travel with the prediction
        Rule("risky_terminal", (t, row) => row[risky] > 0.05);
        Rule("unusual_amount", (t, row) => t.Amount > 5 * row[usual]);

        var decision = Decide((t, row) =>
            row[score] >= row[block] ? Decision.Block
            : row[high] ? Decision.Review : Decision.Allow);
        To(Topic("card.alerts"), when: (t, row) => row.Get(decision) != Decision.Allow);
    }

    // Up to 06:59:59, as the handbook's own features have it.
    private static bool Night(Transaction t) => t.At.Hour <= 6;

    private static bool Weekend(Transaction t) => t.At.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
}

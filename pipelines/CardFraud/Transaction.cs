namespace Serverless.Pipelines.CardFraud;

/// <summary>A card payment. The record is the schema: what has no default must be there.</summary>
/// <param name="Id">The business's id.</param>
/// <param name="CustomerId">Who pays.</param>
/// <param name="TerminalId">Where.</param>
/// <param name="At">When.</param>
/// <param name="Amount">How much, in euros.</param>
/// <param name="Category">What for.</param>
/// <param name="Distance">From the customer's home to the terminal, in kilometres; unknown: null.</param>
public sealed record Transaction(
    string Id, string CustomerId, string TerminalId, DateTimeOffset At, double Amount, string Category = "other", double? Distance = null);

namespace Serverless.Pipelines.CardFraud;

/// <summary>A customer or the bank says that a payment was a fraud.</summary>
/// <param name="Id">The report's id.</param>
/// <param name="TransactionId">The payment.</param>
/// <param name="TerminalId">Where it was made.</param>
/// <param name="At">When it was made.</param>
/// <param name="ReportedAt">When that became known.</param>
public sealed record FraudReport(string Id, string TransactionId, string TerminalId, DateTimeOffset At, DateTimeOffset ReportedAt);

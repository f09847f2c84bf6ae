namespace Serverless.Streams;

/// <summary>A verb that asks the profile.</summary>
/// <param name="Field">For example <c>Transaction.Amount</c>.</param>
/// <param name="Verb">Who asks, for a message: <c>From("card.transactions").Clip of t.Distance</c>.</param>
/// <param name="Take">Takes what it needs; what it returns is why it can't.</param>
internal sealed record ProfileNeed(string Field, string Verb, Func<FieldProfile, string?> Take);

namespace Serverless.Streams;

/// <summary>An own number, a ratio, a rule or the decision, in the order in which it was said.</summary>
/// <param name="Verb">The verb, for example <c>Rule</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Text">How it is made, in words.</param>
/// <param name="Place">Tells its handle where it lies.</param>
/// <param name="Compute">Makes it; a flag is 0 or 1.</param>
/// <param name="IsAfterModel">Whether the model was named before it.</param>
internal sealed record StepDraft(string Verb, string Name, string Text, Action<int> Place, Func<object, Row, double> Compute, bool IsAfterModel)
{
    public bool IsRule => Verb == "Rule";

    public bool IsDecision => Verb == "Decide";
}

namespace Serverless.Streams.Plan;

/// <summary>A cleansing verb, as <c>explain</c> prints it.</summary>
/// <param name="Verb">For example <c>Reject</c>.</param>
/// <param name="Text">Its arguments, for example <c>t.Amount outside 0 .. 100000</c>.</param>
public sealed record StepPlan(string Verb, string Text)
{
    /// <summary>What it is counted under, unique in its source: <c>Clip(Distance)</c>.</summary>
    public string Name { get; init; } = Verb;
}

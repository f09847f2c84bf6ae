namespace Serverless.Streams.Plan;

/// <summary>A named condition; where it holds its name is a reason. It is computed as a <see cref="RowStep"/>.</summary>
/// <param name="Name">The reason.</param>
/// <param name="Text">The lambda's text.</param>
/// <param name="Slot">Where its 0 or 1 lies in the row.</param>
public sealed record RulePlan(string Name, string Text, int Slot);

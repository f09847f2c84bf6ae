using System.Collections.Immutable;

namespace Serverless.Streams.Plan;

/// <summary>The decision: one of an enum's names.</summary>
/// <param name="Names">The names in camelCase, in the enum's order.</param>
/// <param name="Text">The lambda's text.</param>
/// <param name="Slot">Where the index into <paramref name="Names"/> lies in the row. It is computed as a <see cref="RowStep"/>.</param>
public sealed record DecisionPlan(ImmutableArray<string> Names, string Text, int Slot);

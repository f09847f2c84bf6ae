using System.Collections.Immutable;

namespace Serverless.Streams;

/// <summary>What was said about the decision.</summary>
/// <param name="Names">The enum's names in camelCase.</param>
/// <param name="Step">Makes the index into the names.</param>
internal sealed record DecisionDraft(ImmutableArray<string> Names, StepDraft Step);

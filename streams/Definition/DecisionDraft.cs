using System.Collections.Immutable;

namespace Serverless.Streams;

/// <summary>What was said about the decision.</summary>
/// <param name="Names">The enum's names in camelCase.</param>
/// <param name="Text">The lambda's text.</param>
/// <param name="Place">Tells its handle where it lies.</param>
/// <param name="Compute">Makes the index into the names.</param>
internal sealed record DecisionDraft(ImmutableArray<string> Names, string Text, Action<int> Place, Func<object, Row, double> Compute);

using System.Collections.Immutable;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>One or more columns of the model's input, written together.</summary>
/// <param name="Features">One per column.</param>
/// <param name="Write">Writes them; the span is as long as <paramref name="Features"/>.</param>
internal sealed record FeatureColumn(ImmutableArray<FeaturePlan> Features, FeatureWriter Write);

using System.Collections.Immutable;
using Serverless.Streams.Records;

namespace Serverless.Streams.Fold;

/// <summary>What scores an event: the versions in force at its offset. The same object as long as none of them changes.</summary>
/// <param name="Model">The model's; null where there is none.</param>
/// <param name="Tables">The tables', in the order of the plan; null where one was never activated.</param>
internal sealed record InForce(Activation? Model, ImmutableArray<Activation?> Tables);

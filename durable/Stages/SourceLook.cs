using System.Collections.Immutable;
using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>What a look at the sources showed.</summary>
/// <param name="Partitions">How many partitions each source of the plan has.</param>
/// <param name="Idle">Who is declared idle.</param>
/// <param name="Moved">Whether something was sent or taken in since the last look.</param>
internal sealed record SourceLook(IReadOnlyDictionary<int, int> Partitions, ImmutableArray<OriginId> Idle, bool Moved);

using System.Collections.Immutable;

namespace Serverless.Models;

/// <summary>A model in the store.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rollout">What is in force; null where nothing was activated yet, or <see cref="Problem"/> says why it can't be read.</param>
/// <param name="Problem">Why the rollout can't be read; null where it can.</param>
/// <param name="Versions">Its versions; numbers in their own order.</param>
public sealed record ModelListing(string Name, Rollout? Rollout, string? Problem, ImmutableArray<ModelVersion> Versions);

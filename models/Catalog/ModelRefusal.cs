namespace Serverless.Models;

/// <summary>Why what the store wants in force is not: the version before it stays.</summary>
/// <param name="Model">The artifact's name.</param>
/// <param name="Revision">The revision of the rollout; 0 where it could not be read.</param>
/// <param name="Version">The version that was refused; null where the rollout itself was.</param>
/// <param name="Reason">One sentence.</param>
public sealed record ModelRefusal(string Model, long Revision, string? Version, string Reason);

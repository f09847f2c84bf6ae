namespace Serverless.Models;

/// <summary>A version in the store.</summary>
/// <param name="Version">Its name.</param>
/// <param name="Role">What it is in the rollout.</param>
/// <param name="Manifest">What is known of it; null where <see cref="Problem"/> says why not.</param>
/// <param name="Problem">Why its manifest can't be read; null where it can.</param>
public sealed record ModelVersion(string Version, ModelRole Role, ModelManifest? Manifest, string? Problem);

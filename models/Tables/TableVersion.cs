namespace Serverless.Models;

/// <summary>A version of a reference table in the store.</summary>
/// <param name="Name">The table.</param>
/// <param name="Version">The version.</param>
/// <param name="Role">What it is in the rollout.</param>
/// <param name="Manifest">What is known of it; null where <see cref="Problem"/> says why not.</param>
/// <param name="Problem">Why its manifest or the table's rollout can't be read; null where they can.</param>
public sealed record TableVersion(string Name, string Version, ModelRole Role, TableManifest? Manifest, string? Problem);

using Serverless.Streams.Records;

namespace Serverless.Models;

/// <summary>A model or a table whose rollout is followed.</summary>
/// <param name="Name">The artifact's name.</param>
/// <param name="ManifestFile">The file without which there is no version.</param>
/// <param name="HashOf">The hash that a version's manifest names.</param>
/// <param name="Open">Reads and checks a version; throws where it is refused.</param>
internal sealed record WatchedArtifact(
    string Name, string ManifestFile, Func<string, CancellationToken, ValueTask<string>> HashOf, Func<Activation, CancellationToken, ValueTask> Open);

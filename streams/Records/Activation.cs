namespace Serverless.Streams.Records;

/// <summary>A model version in force from an offset on. Revisions of one artifact only rise: a lower or equal one is ignored.</summary>
/// <param name="Artifact">The artifact's name, for example <c>card-fraud</c>.</param>
/// <param name="Revision">The revision of the rollout file, from 1.</param>
/// <param name="Version">The version in the store, for example <c>2</c>.</param>
/// <param name="Sha256">Of the model file, 64 lower-case hexadecimal digits.</param>
public sealed record Activation(string Artifact, long Revision, string Version, string Sha256);

namespace Serverless.Durable.Ports;

/// <summary>A file of the artifact store.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ETag">Changes with every write.</param>
public readonly record struct Artifact(ReadOnlyMemory<byte> Content, string ETag);

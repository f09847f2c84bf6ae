namespace Serverless.Durable.Checkpoints;

/// <summary>A window under one key that is not forgotten yet.</summary>
/// <param name="Name">Its definition.</param>
/// <param name="Start">Its first instant.</param>
/// <param name="Fired">How often it has fired.</param>
/// <param name="Values">The aggregates so far: numbers, texts or lists; null where one is missing.</param>
public sealed record StoredWindow(string Name, DateTimeOffset? Start, int Fired, IReadOnlyDictionary<string, object?> Values);

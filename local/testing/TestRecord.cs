namespace Serverless.Local.Testing;

/// <summary>A record of a source.</summary>
/// <param name="Topic">The source.</param>
/// <param name="Value">Its bytes.</param>
/// <param name="Arrival">The broker's time stamp; null: the greatest event time so far.</param>
internal sealed record TestRecord(string Topic, byte[] Value, DateTimeOffset? Arrival);

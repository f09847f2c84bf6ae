namespace Serverless.Tests.Unit.Streams.Cleansing;

/// <summary>A record in a record in a record.</summary>
internal sealed record Nested(List<Nested>? Inner = null);

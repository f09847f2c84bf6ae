namespace Serverless.Tests.Unit.Streams.Tables;

/// <summary>Somebody orders an item.</summary>
public sealed record Order(string Id, string Customer, string? Item, DateTimeOffset At);

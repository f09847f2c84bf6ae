namespace Serverless.Tests.Unit.Streams.Definition;

/// <summary>A record of another type.</summary>
public sealed record Refund(string Id, string Card, DateTimeOffset At, DateTimeOffset PaidAt);

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>A record of a second source, about the time of an event.</summary>
public sealed record Notice(string Id, string Key, DateTimeOffset At, DateTimeOffset ReportedAt, double Value = 1);

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>An event with all that the fold looks at.</summary>
public sealed record Reading(string Id, string Key, DateTimeOffset At, double? Value = null);

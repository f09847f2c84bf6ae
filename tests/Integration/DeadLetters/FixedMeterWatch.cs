namespace Serverless.Tests.Integration.DeadLetters.Fixed;

/// <summary>The same pipeline after the fix: its limit is higher.</summary>
public sealed class MeterWatch() : DeadLetters.MeterWatch(limit: 1_000);

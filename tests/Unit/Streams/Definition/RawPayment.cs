namespace Serverless.Tests.Unit.Streams.Definition;

/// <summary>A payment as another system writes it: all texts.</summary>
public sealed record RawPayment(
    string Id, string Card, string When = "", string Sum = "", string? Unit = null, double? Value = null, int Tries = 0, DateTimeOffset At = default, bool Strange = false);

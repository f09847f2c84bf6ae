namespace Serverless.Tests.Integration.Telemetry;

/// <summary>A span as it came by OTLP; links are trace and span id in hexadecimal.</summary>
internal sealed record ReceivedSpan(string Name, ulong Kind, IReadOnlyList<string> Attributes, IReadOnlyList<string> Links);

namespace Serverless.Tests.Integration.Telemetry;

/// <summary>A metric as it came by OTLP: its kind is gauge, sum or histogram, the attributes are those of all its points.</summary>
internal sealed record ReceivedMetric(string Name, string Unit, string Kind, IReadOnlySet<string> Attributes);

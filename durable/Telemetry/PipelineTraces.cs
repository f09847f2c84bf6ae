using System.Diagnostics;

namespace Serverless.Durable.Telemetry;

/// <summary>The spans of a process: one per batch and partition, linked to the producers' spans; never one per record.</summary>
public static class PipelineTraces
{
    /// <summary>The activity source to subscribe to.</summary>
    public const string Name = "Serverless";

    internal static ActivitySource Source { get; } = new(Name);
}

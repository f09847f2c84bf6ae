using Serverless.Durable.Ports;
using Serverless.Local.Emulators;
using Serverless.Local.Simulation;
using Serverless.Sinks;
using Serverless.Streams;

namespace Serverless.Local.Cli;

/// <summary>What a process of ours ends with.</summary>
internal static class ExitCode
{
    public const int Well = 0;
    public const int Failed = 1;
    public const int WrongConfiguration = 2;

    /// <summary>Wrong configuration where trying again can't help; otherwise failed.</summary>
    public static int Of(Exception failure) => failure switch
    {
        CommandException command => command.Code,
        PipelineException or ArgumentException or EmulatorException => WrongConfiguration,
        LogException { IsFatal: true } or CheckpointException { IsFatal: true } or ArtifactException { IsFatal: true } => WrongConfiguration,
        SinkException { IsFatal: true } => WrongConfiguration,
        SimulationException => Failed,
        _ => Failed,
    };
}

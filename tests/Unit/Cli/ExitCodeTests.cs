using Serverless.Durable.Ports;
using Serverless.Local.Cli;
using Serverless.Local.Emulators;
using Serverless.Local.Simulation;
using Serverless.Streams;

namespace Serverless.Tests.Unit.Cli;

public sealed class ExitCodeTests
{
    public static TheoryData<string, Exception> Configuration => new()
    {
        { "pipeline", new PipelineException("p") },
        { "argument", new ArgumentException("a") },
        { "emulator", new EmulatorException("e") },
        { "log", new LogException("l") { IsFatal = true } },
        { "checkpoint", new CheckpointException("c") { IsFatal = true } },
        { "artifact", new ArtifactException("a") { IsFatal = true } },
        { "command", new CommandException("c") },
    };

    public static TheoryData<string, Exception> Failures => new()
    {
        { "log", new LogException("l") },
        { "checkpoint", new CheckpointException("c") },
        { "artifact", new ArtifactException("a") },
        { "simulation", new SimulationException("s") },
        { "command", new CommandException("c", ExitCode.Failed) },
        { "anything", new InvalidOperationException("i") },
    };

    [Theory]
    [MemberData(nameof(Configuration))]
    public void What_trying_again_can_not_mend_is_2(string what, Exception failure) => Assert.True(ExitCode.Of(failure) == 2, what);

    [Theory]
    [MemberData(nameof(Failures))]
    public void Everything_else_is_1(string what, Exception failure) => Assert.True(ExitCode.Of(failure) == 1, what);
}

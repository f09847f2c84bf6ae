namespace Serverless.Tests.Unit.Cli;

/// <summary>Tests that listen to the process's own console: alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ConsoleTests
{
    public const string Name = "console";
}

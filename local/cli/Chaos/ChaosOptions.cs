using Serverless.Local.Cli.Chaos.Traffic;
using Serverless.Local.Host;

namespace Serverless.Local.Cli.Chaos;

/// <summary>What <c>chaos</c> was asked for.</summary>
internal sealed record ChaosOptions
{
    public required string Pipeline { get; init; }

    /// <summary>Whether a second pipeline reads the predictions of the first.</summary>
    public bool IsChain { get; init; }

    /// <summary>How long faults go on; null: until <see cref="Faults"/> were met.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>How many faults.</summary>
    public int Faults { get; init; }

    public ulong Seed { get; init; }

    public LogKind Log { get; init; }

    /// <summary>How many hosts each pipeline has.</summary>
    public int Hosts { get; init; }

    /// <summary>The folder; null: a fresh one that is removed at the end.</summary>
    public string? Data { get; init; }

    /// <summary>Gets the report.</summary>
    public string? Json { get; init; }

    /// <exception cref="CommandException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        Check(Pipeline is Shared.DefaultPipeline or ViewTraffic.Pipeline, "PIPELINE", $"{Shared.DefaultPipeline} or {ViewTraffic.Pipeline}, whose events a simulator makes and whose outputs an independent reader checks");
        Check(!IsChain || Pipeline == Shared.DefaultPipeline, "--chain", $"the pipeline {Shared.DefaultPipeline}, whose predictions another one reads");
        Check(Time is not { } time || (time > TimeSpan.Zero && time <= TimeSpan.FromDays(7)), "--minutes", "above 0, at most 10080");
        Check(Faults is >= 1 and <= 1_000_000, "--faults", "1 to 1000000");
        Check(Log == LogKind.Files ? Hosts == 1 : Hosts is >= 1 and <= 8, "--hosts", "1 to 8 with --log kafka, and 1 with --log files, which one process owns");
        Check(Json is null || Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(Json))), "--json", "a file in a folder that exists");
    }

    private static void Check(bool holds, string option, string expected)
    {
        if (!holds)
        {
            throw new CommandException($"{option}: expected {expected}.");
        }
    }
}

using Serverless.Local.Host;
using Serverless.Local.Host.Files;

namespace Serverless.Local.Cli.Run;

/// <summary>What <c>run</c> was asked for.</summary>
internal sealed record RunOptions
{
    public required string Pipeline { get; init; }

    /// <summary>How long live traffic lasts; null: until Ctrl-C, or until the demonstration's story is told.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>Recorded events instead of simulated ones; null: the pipeline's simulator, or its sample events where it has none.</summary>
    public IReadOnlyList<string>? From { get; init; }

    /// <summary>Recorded events per second.</summary>
    public double Rate { get; init; } = 20;

    /// <summary>Whether events are replayed round after round; only card payments have a simulator that goes on for ever and a reader that checks it.</summary>
    public bool IsReplay => From is not null || Pipeline != Shared.DefaultPipeline;

    /// <summary>Partitions of the sources on the embedded broker. A replay has the order of its file, so it needs one.</summary>
    public int SourcePartitions { get => field > 0 ? field : IsReplay ? 1 : 4; init; }

    public int HistoryDays { get; init; } = 45;

    public double Speed { get; init; } = 8_640;

    /// <summary>The folder; null: a fresh one that is removed at the end.</summary>
    public string? Data { get; init; }

    public StorageKind Storage { get; init; }

    public LogKind Log { get; init; }

    public LogDurability Durability { get; init; }

    /// <summary>A Kafka cluster; null: the embedded broker.</summary>
    public string? Brokers { get; init; }

    /// <summary>Gets the summary.</summary>
    public string? Json { get; init; }

    public bool IsDemo { get; init; }

    public ulong? Seed { get; init; }

    public bool AcceptLoss { get; init; }

    public bool IsVerbose { get; init; }

    /// <exception cref="CommandException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        Check(HistoryDays is >= 0 and <= 10_000, "--history-days", "0 to 10000");
        Check(Speed is >= 1 and <= 1_000_000, "--speed", "1 to 1000000");
        Check(Rate is >= 0.1 and <= 100_000, "--rate", "0.1 to 100000");
        Check(!IsDemo || !IsReplay, "--demo", $"the pipeline {Shared.DefaultPipeline} with its simulator");
        Check(!IsDemo || For is not { } time || time >= TimeSpan.FromSeconds(20), "--for", "at least 20s with --demo");
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

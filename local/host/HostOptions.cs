using Serverless.Durable.Stages;
using Serverless.Local.Host.Blobs;
using Serverless.Local.Host.Faults;
using Serverless.Local.Host.Files;

namespace Serverless.Local.Host;

/// <summary>The settings of <see cref="PipelineHost"/>; all but the folder have defaults.</summary>
public sealed record HostOptions
{
    /// <summary>Where keyed topics of the file log lie, and checkpoints. One process owns the file log; checkpoints alone may be shared.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where checkpoints lie; null: in the data directory. Hosts that share the shards share the checkpoints.</summary>
    public CheckpointSettings? Checkpoints { get; init; }

    /// <summary>Where this process kills itself, for proofs; null: nowhere.</summary>
    public Failpoint? Failpoint { get; init; }

    /// <summary>Where keyed topics lie.</summary>
    public LogKind Log { get; init; } = LogKind.Files;

    /// <summary>What an acknowledged record of the file log survives.</summary>
    public LogDurability Durability { get; init; } = LogDurability.Process;

    /// <summary>The limits of the stages. The epoch is the broker's own where it tells one.</summary>
    public StageOptions Stages { get; init; } = new();

    /// <summary>Pause between Clock's ticks, 100 ms to a minute.</summary>
    public TimeSpan TickInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a graceful stop may take, 0 to 10 minutes.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Records of the file log that no checkpoint needs any more are kept for so long; 0 to 365 days.</summary>
    public TimeSpan LogRetention { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentException">Names the setting and its range.</exception>
    public void Validate()
    {
        Check(!string.IsNullOrWhiteSpace(DataDirectory), nameof(DataDirectory), "a folder");
        Check(Enum.IsDefined(Log), nameof(Log), "files or kafka");
        Check(Enum.IsDefined(Durability), nameof(Durability), "process or disk");
        Check(TickInterval >= TimeSpan.FromMilliseconds(100) && TickInterval <= TimeSpan.FromMinutes(1), nameof(TickInterval), "100 ms to a minute");
        Check(StopTimeout >= TimeSpan.Zero && StopTimeout <= TimeSpan.FromMinutes(10), nameof(StopTimeout), "0 to 10 minutes");
        Check(LogRetention >= TimeSpan.Zero && LogRetention <= TimeSpan.FromDays(365), nameof(LogRetention), "0 to 365 days");
        Stages.Validate();
    }

    private static void Check(bool holds, string setting, string expected)
    {
        if (!holds)
        {
            throw new ArgumentException($"{setting}: expected {expected}.");
        }
    }
}

using Serverless.Durable.Ports;
using Serverless.Streams.Plan;

namespace Serverless.Durable.Stages;

/// <summary>The limits of a run. All have defaults; a host validates them at start.</summary>
public sealed record StageOptions
{
    /// <summary>Consumer group of Cleanse and of keyed stages on Kafka.</summary>
    public string Group { get; init; } = "serverless";

    /// <summary>Records that are folded and scored at a time, 1 to 10,000.</summary>
    public int PieceSize { get; init; } = 512;

    /// <summary>Outputs that are encoded and published at a time, at least 1: one record can close any number of windows.</summary>
    public int OutputPieceSize { get; init; } = 4_096;

    /// <summary>Records after which a checkpoint is due.</summary>
    public int CheckpointRecords { get; init; } = 20_000;

    /// <summary>Time after which a checkpoint is due.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>No checkpoint comes sooner behind another one.</summary>
    public TimeSpan CheckpointPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After that an offer is refused: well before its segments are collected.</summary>
    public TimeSpan SaveExpiry { get; init; } = TimeSpan.FromHours(12);

    /// <summary>A delta of at most so many bytes lies inline in its offer, larger ones in segments: 0 to <see cref="Save.LargestInline"/>, by default what every store carries.</summary>
    public int InlineBytes { get; init; } = Save.InlineLimit;

    /// <summary>The age at which segments that no checkpoint names are deleted.</summary>
    public TimeSpan SegmentRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>An origin sends its progress at most once in that time, but never leaves the last one out.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long Cleanse waits for Clock to name it as an origin, before it throws.</summary>
    public TimeSpan GateTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Rises with every deployment, roll-back included.</summary>
    public long DeployRevision { get; init; } = 1;

    /// <summary>The epoch of the sources: a higher one is a new source.</summary>
    public long Epoch { get; init; } = 1;

    /// <summary>Whether to go on although a log has lost records.</summary>
    public bool AcceptLoss { get; init; }

    /// <summary>The largest value of an event and of a dead letter: larger events are dead letters (reason <c>size</c>), longer dead letters are cut. Below the broker's limit, 1 MB, with room for envelope and headers.</summary>
    public int DeadLetterBytes { get; init; } = 900_000;

    /// <summary>The epoch of a source's origins.</summary>
    internal long EpochOf(SourcePlan source) => source.IsChained ? ChainedPosition.Epoch : Epoch;

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentException">Names the setting and its range.</exception>
    public void Validate()
    {
        Check(PieceSize is >= 1 and <= 10_000, nameof(PieceSize), "1 to 10000");
        Check(OutputPieceSize >= 1, nameof(OutputPieceSize), "at least 1");
        Check(CheckpointRecords >= 1, nameof(CheckpointRecords), "at least 1");
        Check(CheckpointPause >= TimeSpan.Zero && CheckpointPause <= CheckpointInterval, nameof(CheckpointPause), "0 to CheckpointInterval");
        Check(InlineBytes is >= 0 and <= Save.LargestInline, nameof(InlineBytes), $"0 to {Save.LargestInline}");
        Check(SaveExpiry > TimeSpan.Zero && SaveExpiry < SegmentRetention, nameof(SaveExpiry), "above 0 and below SegmentRetention");
        Check(Epoch >= 1, nameof(Epoch), "at least 1");
        Check(DeployRevision >= 1, nameof(DeployRevision), "at least 1");
        Check(DeadLetterBytes is >= 1_000 and <= 900_000, nameof(DeadLetterBytes), "1000 to 900000");
        Check(!string.IsNullOrWhiteSpace(Group), nameof(Group), "a name");
    }

    private static void Check(bool holds, string setting, string expected)
    {
        if (!holds)
        {
            throw new ArgumentException($"{setting}: expected {expected}.");
        }
    }
}

namespace Serverless.Local.Host.Files;

/// <summary>The settings of <see cref="FileLog"/>.</summary>
public sealed record FileLogOptions
{
    /// <summary>The smallest segment, in bytes.</summary>
    public const long MinSegmentBytes = 4 * 1024;

    /// <summary>The largest segment, in bytes.</summary>
    public const long MaxSegmentBytes = 1024 * 1024 * 1024;

    /// <summary>The largest record that can be allowed, in bytes.</summary>
    public const int MaxMaxRecordBytes = 64 * 1024 * 1024;

    /// <summary>The data directory; topics lie in its <c>log</c>, committed offsets in its <c>offsets</c>. One process owns it.</summary>
    public required string Directory { get; init; }

    /// <summary>What an acknowledged record survives.</summary>
    public LogDurability Durability { get; init; } = LogDurability.Process;

    /// <summary>A new segment is begun before the newest would grow beyond this, in bytes: 4 KiB to 1 GiB.</summary>
    public long SegmentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The largest record with key and headers, in bytes: 1 KiB to 64 MiB.</summary>
    public int MaxRecordBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it.</exception>
    public void Validate()
    {
        Require(!string.IsNullOrWhiteSpace(Directory), "Directory must name a directory.");
        Require(Enum.IsDefined(Durability), $"Durability must be process or disk, not {(int)Durability}.");
        Require(SegmentBytes is >= MinSegmentBytes and <= MaxSegmentBytes,
            $"SegmentBytes must lie between {MinSegmentBytes} and {MaxSegmentBytes}, not {SegmentBytes}.");
        Require(MaxRecordBytes is >= 1024 and <= MaxMaxRecordBytes,
            $"MaxRecordBytes must lie between 1024 and {MaxMaxRecordBytes}, not {MaxRecordBytes}.");
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }
}

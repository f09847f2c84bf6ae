using Serverless.Streams.Tables;

namespace Serverless.Streams.Plan;

/// <summary>A reference table that the pipeline looks things up in.</summary>
public sealed class TablePlan
{
    internal TablePlan()
    {
    }

    /// <summary>The artifact's name.</summary>
    public required string Name { get; init; }

    /// <summary>The type of its rows.</summary>
    public required Type Row { get; init; }

    /// <summary>The key of a row, as the definition says it.</summary>
    public required string Key { get; init; }

    /// <summary>How its file is read.</summary>
    internal TableFormat Format { get; init; } = null!;

    /// <summary>Reads a version's file and checks every row of it.</summary>
    /// <param name="content">JSON lines.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="FormatException">It is damaged, too large, of another type, or has a key twice: which row, and why, without a full stop.</exception>
    public TableRows Read(ReadOnlySpan<byte> content) => Format.Read(content);
}

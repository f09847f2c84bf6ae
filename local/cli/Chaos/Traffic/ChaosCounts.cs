namespace Serverless.Local.Cli.Chaos.Traffic;

/// <summary>What was sent, and what an independent reader found.</summary>
internal sealed record ChaosCounts
{
    public long Sent { get; init; }

    public long Predictions { get; init; }

    public long Windows { get; init; }

    /// <summary>Predictions whose aggregates were made anew.</summary>
    public long Aggregates { get; init; }

    /// <summary>Windows of the second pipeline of a chain that were made anew.</summary>
    public long Chained { get; init; }

    public long Lost { get; init; }

    public long Duplicated { get; init; }

    public long Wrong { get; init; }

    /// <summary>Raw copies, which the reader's rule removes.</summary>
    public long Repeats { get; init; }

    /// <summary>Every equation that does not hold.</summary>
    public IReadOnlyList<string> Broken { get; init; } = [];
}

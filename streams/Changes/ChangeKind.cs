namespace Serverless.Streams.Changes;

/// <summary>What a change of a live pipeline costs.</summary>
public enum ChangeKind
{
    /// <summary>Exact at once.</summary>
    Free,

    /// <summary>Starts empty, or with less than it looks back on, and is exact from a time on.</summary>
    WarmUp,

    /// <summary>What is stored does not fit: new keyed topics, filled by a replay of the sources.</summary>
    Rebuild,
}

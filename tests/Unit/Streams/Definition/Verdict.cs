namespace Serverless.Tests.Unit.Streams.Definition;

/// <summary>A decision.</summary>
public enum Verdict
{
    /// <summary>Yes.</summary>
    LetPass,

    /// <summary>No.</summary>
    Refuse,
}

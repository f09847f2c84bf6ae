using System.Collections.Immutable;

namespace Serverless.Streams;

/// <summary>A definition that can't be built, or a pipeline that does not exist.</summary>
public sealed class PipelineException : Exception
{
    /// <summary>One problem.</summary>
    /// <param name="problem">The problem in words.</param>
    public PipelineException(string problem)
        : this([problem])
    {
    }

    internal PipelineException(ImmutableArray<string> problems)
        : base(string.Join('\n', problems)) => Problems = problems;

    /// <summary>All of what is wrong, each in one line.</summary>
    public ImmutableArray<string> Problems { get; }
}

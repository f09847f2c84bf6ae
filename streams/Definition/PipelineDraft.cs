namespace Serverless.Streams;

/// <summary>What the verbs of a definition have said so far. <c>Build</c> checks it and makes the plan of it.</summary>
internal sealed class PipelineDraft(string className)
{
    private readonly List<string> _problems = [];

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Whether it was built: from then on it can't change.</summary>
    public bool IsFrozen { get; set; }

    public void Problem(string text) => _problems.Add($"{className}: {text}");
}

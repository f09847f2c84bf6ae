namespace Serverless.Streams;

/// <summary>What was said about the model.</summary>
internal sealed class ModelDraft(string name, IReadOnlyList<FeatureColumn> columns, Number score)
{
    public string Name { get; } = name;

    public IReadOnlyList<FeatureColumn> Columns { get; } = columns;

    public Number Score { get; } = score;

    public List<Number> Parameters { get; } = [];
}

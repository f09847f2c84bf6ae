namespace Serverless.Streams;

/// <summary>A number that every event has; NaN where it is missing.</summary>
public sealed class Number : Value<double>, IFeature, IPlaced
{
    internal Number(PipelineDraft owner, string name) => (Owner, Name) = (owner, name);

    /// <inheritdoc/>
    public string Name { get; }

    PipelineDraft IFeature.Owner => Owner;

    int IPlaced.Slot
    {
        get => Slot;
        set => Slot = value;
    }

    internal PipelineDraft Owner { get; }

    bool IPlaced.IsOfSeveralWindows => IsOfSeveralWindows;

    internal bool IsOfSeveralWindows { get; init; }

    /// <summary>Where it lies in the row; -1 until the pipeline is built.</summary>
    internal int Slot { get; set; } = -1;

    internal override double Read(Row row) => row[this];
}

namespace Serverless.Streams;

/// <summary>A condition that holds for an event or not.</summary>
public sealed class Flag : Value<bool>, IFeature
{
    internal Flag(PipelineDraft owner, string name) => (Owner, Name) = (owner, name);

    /// <inheritdoc/>
    public string Name { get; }

    PipelineDraft IFeature.Owner => Owner;

    internal PipelineDraft Owner { get; }

    /// <summary>Where its 0 or 1 lies in the row; -1 until the pipeline is built.</summary>
    internal int Slot { get; set; } = -1;

    internal override bool Read(Row row) => row[this];
}

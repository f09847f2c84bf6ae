namespace Serverless.Streams;

/// <summary>The handle of the decision: the row holds the index into the enum's values.</summary>
internal sealed class DecisionValue<TDecision>(TDecision[] values) : Value<TDecision>
    where TDecision : struct, Enum
{
    /// <summary>Where the index lies in the row; -1 until the pipeline is built.</summary>
    public int Slot { get; set; } = -1;

    public int IndexOf(TDecision decision)
    {
        for (var index = 0; index < values.Length; index++)
        {
            if (EqualityComparer<TDecision>.Default.Equals(values[index], decision))
            {
                return index;
            }
        }

        throw new InvalidOperationException($"Decide gave {decision:D}, which {typeof(TDecision).Name} does not name.");
    }

    internal override TDecision Read(Row row) => values[(int)row.NumberAt(Slot)];
}

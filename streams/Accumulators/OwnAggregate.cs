namespace Serverless.Streams.Accumulators;

/// <summary>A user's aggregate behind its types.</summary>
/// <param name="text">Its type and how it was made: what tells it from others.</param>
internal abstract class OwnAggregate(string text)
{
    public string Text { get; } = text;

    public abstract Accumulator NewAccumulator();

    /// <summary>Adds a value to nothing: what throws here is asked before any state changes.</summary>
    public abstract void Try(AggregateValue value, long time);

    /// <summary>What is wrong with its codec, as far as the empty state tells; null where nothing is.</summary>
    public abstract string? Problem();
}

using Serverless.Streams.Codec;

namespace Serverless.Streams.Accumulators;

/// <summary>A user's aggregate under way. What its code throws, callers catch; the state is then as before.</summary>
internal sealed class OwnAccumulator<TIn, TState, TResult>(OwnAggregate<TIn, TState, TResult> aggregate) : Accumulator
{
    private TState _state = aggregate.Empty;

    public override int Version => aggregate.Version;

    public override bool IsOfOneSize => false;

    public override AggregateValue Result => ResultAt(0);

    public override AggregateValue ResultAt(long time) => aggregate.Result(_state, time);

    public override void Add(AggregateValue value, long time)
    {
        if (!value.IsMissing)
        {
            _state = aggregate.Add(_state, value, time);
        }
    }

    public override void Clear() => _state = aggregate.Empty;

    public override void Merge(Accumulator later) => _state = aggregate.Merge(_state, ((OwnAccumulator<TIn, TState, TResult>)later)._state);

    /// <exception cref="InvalidOperationException">Its code can't: that is no matter of data.</exception>
    public override void Write(ByteWriter writer)
    {
        try
        {
            writer.Bytes(aggregate.Write(_state));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new InvalidOperationException($"The aggregate {aggregate.Text} can't write its state: {failure.Message}", failure);
        }
    }

    public override void Read(ref ByteReader reader, int version)
    {
        CheckVersion(version);
        _state = aggregate.Read(reader.Bytes().ToArray(), version);
    }
}

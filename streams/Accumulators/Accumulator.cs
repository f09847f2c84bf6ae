using Serverless.Streams.Codec;

namespace Serverless.Streams.Accumulators;

/// <summary>An aggregate under way. What is missing is passed over; the result of nothing is missing.</summary>
internal abstract class Accumulator
{
    /// <summary>The format that <see cref="Write"/> writes, from 1. 0 is what count, sum and mean shared before: a count and Neumaier's sum with its compensation.</summary>
    public virtual int Version => 1;

    public abstract AggregateValue Result { get; }

    /// <summary>The result as of a time, where that makes a difference.</summary>
    /// <param name="time">Milliseconds since the epoch.</param>
    public virtual AggregateValue ResultAt(long time) => Result;

    /// <summary>Whether what was added can be taken out again without a trace.</summary>
    public virtual bool CanRemove => false;

    /// <summary>Whether so much was taken out that only the values themselves know the result.</summary>
    public virtual bool NeedsValues => false;

    /// <summary>Whether it takes the same room however much it has seen.</summary>
    public virtual bool IsOfOneSize => true;

    /// <summary>Adds what an event gives.</summary>
    /// <param name="value">It.</param>
    /// <param name="time">The event's time, milliseconds since the epoch.</param>
    public abstract void Add(AggregateValue value, long time);

    /// <summary>Takes out what was added.</summary>
    /// <param name="value">It.</param>
    /// <exception cref="NotSupportedException">Not <see cref="CanRemove"/>.</exception>
    public virtual void Remove(AggregateValue value) => throw new NotSupportedException($"{GetType().Name} can't take out what was added.");

    /// <summary>Takes out a part that was merged, which stays as it is.</summary>
    /// <param name="part">An accumulator of the same aggregate.</param>
    /// <exception cref="NotSupportedException">Not <see cref="CanRemove"/>.</exception>
    public virtual void Remove(Accumulator part) => throw new NotSupportedException($"{GetType().Name} can't take out what was merged.");

    /// <summary>As new.</summary>
    public abstract void Clear();

    /// <summary>Takes in another part of the same window, which stays as it is. Where order counts, times decide; of equal times this part's came first.</summary>
    /// <param name="later">An accumulator of the same aggregate.</param>
    public abstract void Merge(Accumulator later);

    public abstract void Write(ByteWriter writer);

    /// <summary>Fills an empty accumulator.</summary>
    /// <param name="reader">Ends behind the last byte.</param>
    /// <param name="version">The format.</param>
    /// <exception cref="FormatException">Damaged, or of a later version.</exception>
    public abstract void Read(ref ByteReader reader, int version);

    protected void CheckVersion(int version)
    {
        if (version < 0 || version > Version)
        {
            throw new FormatException($"The state of an aggregate has version {version}; this program knows those up to {Version}.");
        }
    }
}

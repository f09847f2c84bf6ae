namespace Serverless.Streams.Accumulators;

/// <summary>A user's aggregate, and how its values are taken and given.</summary>
internal sealed class OwnAggregate<TIn, TState, TResult>(
    IAggregate<TIn, TState, TResult> aggregate, string text, Func<AggregateValue, TIn> take, Func<TResult, AggregateValue> give)
    : OwnAggregate($"{aggregate.GetType().FullName} {LambdaText.OneLine(text)}")
{
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public int Version { get; } = aggregate.Version;

    public TState Empty => aggregate.Empty;

    public override Accumulator NewAccumulator() => new OwnAccumulator<TIn, TState, TResult>(this);

    public override void Try(AggregateValue value, long time)
    {
        if (!value.IsMissing)
        {
            Add(Empty, value, time);
        }
    }

    public TState Add(TState state, AggregateValue value, long time) => aggregate.Add(state, take(value), DateOf(time));

    public TState Merge(TState earlier, TState later) => aggregate.Merge(earlier, later);

    public AggregateValue Result(TState state, long time) => give(aggregate.Result(state, DateOf(time)));

    public byte[] Write(TState state)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        aggregate.Write(state, writer);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <exception cref="FormatException">It can't be read, or not to its end.</exception>
    public TState Read(byte[] bytes, int version)
    {
        try
        {
            using var stream = new MemoryStream(bytes, writable: false);
            using var reader = new BinaryReader(stream);
            var state = aggregate.Read(reader, version);
            return stream.Position == stream.Length ? state : throw new FormatException($"it read {stream.Position} of {stream.Length} bytes");
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new FormatException($"The aggregate {Text} can't read its state of version {version}: {failure.Message}.", failure);
        }
    }

    public override string? Problem()
    {
        if (Version < 1)
        {
            return $"its Version has to be 1 or more, not {Version}";
        }

        try
        {
            var bytes = Write(Empty);
            return Write(Read(bytes, Version)).AsSpan().SequenceEqual(bytes) ? null : "Read does not give back what Write wrote of the empty state";
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return "Write and Read fail on the empty state: " + failure.Message;
        }
    }

    // Windows around the first or last event that a date can name reach beyond.
    private static DateTimeOffset DateOf(long time) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(time, Earliest, Latest));
}

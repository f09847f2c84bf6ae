namespace Serverless.Streams;

/// <summary>Bytes of a source record to events: none, one or several. Pure: the same bytes always give the same events in the same order, since an event is known by its place in its record.</summary>
/// <typeparam name="T">The event's type.</typeparam>
public interface IDecoder<T>
    where T : class
{
    /// <summary>What it reads and how, in words: <c>explain</c> prints it, a dead letter names it, and its change is a change of the pipeline's version.</summary>
    string Name { get; }

    /// <summary>Decodes one record. A record that can't be read at all throws <see cref="FormatException"/>: it is a dead letter as a whole, also where events were added before.</summary>
    /// <param name="value">The record's bytes, at most 1 MiB, perhaps hostile.</param>
    /// <param name="events">Takes the events, in the record's order.</param>
    void Decode(ReadOnlySpan<byte> value, DecodedEvents<T> events);
}

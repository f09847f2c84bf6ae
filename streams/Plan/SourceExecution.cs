using System.Buffers;

namespace Serverless.Streams.Plan;

/// <summary>What is done with the records of a source. Pure: the same bytes give the same answer.</summary>
internal abstract class SourceExecution
{
    /// <summary>Decodes and cleanses. A user's code that throws is a dead letter, never an exception.</summary>
    /// <param name="value">The record's bytes.</param>
    /// <param name="brokerTimestamp">Milliseconds since the epoch: the record's "now".</param>
    /// <param name="results">Takes what came of it, one per event in the record: the place here is the event's ordinal, so that the same bytes always give the same list.</param>
    public abstract void Cleanse(ReadOnlySpan<byte> value, long brokerTimestamp, List<Cleansed> results);

    /// <summary>The numbers and texts of a clean record, for the profile.</summary>
    public abstract void Measure(object record, IDictionary<string, FieldMeasure> fields);

    /// <summary>Reads a clean record back, in a keyed stage.</summary>
    public abstract object Decode(ReadOnlySpan<byte> json);

    /// <summary>Writes a clean record for a keyed topic.</summary>
    public abstract void Encode(object record, IBufferWriter<byte> target);

    /// <summary>The business's id; null where the source has none.</summary>
    public abstract string? UniqueOf(object record);
}

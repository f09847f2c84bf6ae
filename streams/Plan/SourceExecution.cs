using System.Buffers;

namespace Serverless.Streams.Plan;

/// <summary>What is done with the records of a source. Pure: the same bytes give the same answer.</summary>
internal abstract class SourceExecution
{
    /// <summary>Decodes and cleanses. A user's lambda that throws is a dead letter, never an exception.</summary>
    /// <param name="value">The record's bytes.</param>
    /// <param name="brokerTimestamp">Milliseconds since the epoch: the record's "now".</param>
    public abstract Cleansed Cleanse(ReadOnlySpan<byte> value, long brokerTimestamp);

    /// <summary>Reads a clean record back, in a keyed stage.</summary>
    public abstract object Decode(ReadOnlySpan<byte> json);

    /// <summary>Writes a clean record for a keyed topic.</summary>
    public abstract void Encode(object record, IBufferWriter<byte> target);

    /// <summary>The business's id; null where the source has none.</summary>
    public abstract string? UniqueOf(object record);
}

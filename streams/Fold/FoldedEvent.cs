using Serverless.Streams.Records;

namespace Serverless.Streams.Fold;

/// <summary>An event that was folded and goes on.</summary>
/// <param name="Record">The record.</param>
/// <param name="Json">Its bytes.</param>
/// <param name="Row">Its row in the batch.</param>
/// <param name="Activation">The model in force at its offset.</param>
/// <param name="IsLate">A window came too late for it.</param>
internal readonly record struct FoldedEvent(object Record, ReadOnlyMemory<byte> Json, int Row, Activation? Activation, bool IsLate)
{
    public FoldOutput ToOutput(LogRecord record, long slot, KeyedHeader header, long watermark) => new()
    {
        Kind = OutputKind.Event,
        Offset = record.Offset,
        Slot = slot,
        Cause = header,
        Key = record.Key,
        Json = Json,
        Watermark = watermark,
        Record = Record,
        Row = Row,
        Activation = Activation,
        IsLate = IsLate || header.IsLate,
    };
}

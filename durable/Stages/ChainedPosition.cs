using System.Text;
using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>
/// The place of a record in a source that is an output topic of another pipeline: its id, not its offset. A raw repeat has another offset, but the same id, and
/// lineage drops it. It takes one writer per partition, as predictions and routes have.
/// </summary>
internal static class ChainedPosition
{
    /// <summary>The epoch of such an origin: ids go on where they were when the broker begins anew.</summary>
    public const long Epoch = 1;

    /// <summary>Why the record has no such place; null where it has.</summary>
    public static string? Problem(LogRecord record, out OriginPosition position)
    {
        position = OriginPosition.None;
        if (!record.TryGetHeader(OutputHeaders.Id, out var text) || !OutputId.TryParse(Encoding.UTF8.GetString(text.Span), out var id))
        {
            return "no id of an output";
        }

        if (!record.TryGetHeader(OutputHeaders.Type, out var type) || !type.Span.SequenceEqual("prediction"u8))
        {
            return "no prediction";
        }

        if (id.Writer.Shard != record.Partition || id.Writer.Generation != Epoch)
        {
            return $"written by {id.Writer}, which has no part in this partition";
        }

        position = new OriginPosition(id.Offset, id.Slot);
        return null;
    }
}

using Serverless.Durable.Ports;

namespace Serverless.Durable.Backfill;

/// <summary>A range of a partition.</summary>
/// <param name="log">The log.</param>
/// <param name="topic">The topic.</param>
/// <param name="partition">The partition.</param>
/// <param name="end">The offset that ends the range.</param>
public sealed class LogRangeInput(ILog log, string topic, int partition, long end) : IBackfillInput
{
    private const int PieceRecords = 500;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<BackfillRecord>> ReadAsync(long cursor, CancellationToken cancellationToken)
    {
        // A range without records is normal; it ends by position.
        while (cursor < end)
        {
            var bounds = await log.BoundsAsync(topic, partition, cancellationToken).ConfigureAwait(false);
            if (cursor < bounds.Start || end > bounds.End)
                throw new LogException($"{topic}/{partition}: {cursor} to {end} shall be replayed, but the topic holds {bounds.Start} to {bounds.End}.") { IsFatal = true };
            var slice = await log.ReadAsync(topic, partition, cursor, (int)Math.Min(PieceRecords, end - cursor), TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            if (slice.Next <= cursor)
                throw new LogException($"{topic}/{partition}: offset {cursor} is not handed out, though the topic ends at {bounds.End}.");
            var records = slice.Records.Where(record => record.Offset < end).Select(record => new BackfillRecord(record.Value, record.Headers, record.Offset + 1)).ToArray();
            if (records.Length > 0)
                return records;
            cursor = slice.Next;
        }

        return [];
    }
}

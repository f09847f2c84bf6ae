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
        if (cursor >= end)
            return [];
        var bounds = await log.BoundsAsync(topic, partition, cancellationToken).ConfigureAwait(false);
        if (cursor < bounds.Start || end > bounds.End)
            throw new LogException($"{topic}/{partition}: {cursor} to {end} shall be replayed, but the topic holds {bounds.Start} to {bounds.End}.") { IsFatal = true };
        await foreach (var records in log.PiecesAsync(topic, partition, cursor, end, PieceRecords, cancellationToken).ConfigureAwait(false))
            return [.. records.Select(record => new BackfillRecord(record.Value, record.Headers, record.Offset + 1))];
        return [];
    }
}

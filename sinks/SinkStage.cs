using System.Collections.Concurrent;
using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Sinks;

/// <summary>
/// Stores batches as a trigger hands them over: they may mix topics and partitions, repeat or overlap, and lie above a hole, which is read from the log first.
/// Several threads may call at a time.
/// </summary>
/// <param name="log">Where the outputs are.</param>
/// <param name="sink">Where they go; it is this stage's from now on.</param>
/// <param name="createsSchema">Whether missing tables and columns are created; otherwise they are only checked.</param>
/// <param name="acceptLoss">Whether to go on although outputs are gone before they were stored.</param>
public sealed class SinkStage(ILog log, PostgresSink sink, bool createsSchema, bool acceptLoss) : IAsyncDisposable
{
    private const int PieceRecords = 1_000;
    private readonly ConcurrentDictionary<(string Topic, int Partition), long> _next = [];
    private volatile bool _fits;

    /// <summary>Stores what was not stored.</summary>
    /// <param name="records">The batch.</param>
    /// <param name="cancellationToken">Ends it; what one transaction has stored stays, and is a repeat then.</param>
    /// <returns>What became of the batch, and of what was read below it.</returns>
    /// <exception cref="SinkException">PostgreSQL refuses, or does not answer: give the same batch again.</exception>
    /// <exception cref="LogException">The log is out of reach, or outputs are lost.</exception>
    public async Task<SinkResult> RunAsync(IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (!_fits)
        {
            await (createsSchema ? sink.CreateSchemaAsync(cancellationToken) : sink.CheckSchemaAsync(cancellationToken)).ConfigureAwait(false);
            _fits = true;
        }

        var result = SinkResult.None;
        var partitions = records.GroupBy(record => (record.Topic, record.Partition)).Select(partition => (partition.Key, partition.Min(record => record.Offset), partition.Max(record => record.Offset))).ToArray();
        foreach (var (partition, first, _) in partitions)
            result += await ReadHoleAsync(partition, first, cancellationToken).ConfigureAwait(false);
        result += await sink.WriteAsync(records, cancellationToken).ConfigureAwait(false);
        foreach (var (partition, _, last) in partitions)
            _next.AddOrUpdate(partition, last + 1, (_, next) => Math.Max(next, last + 1));
        return result;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => sink.DisposeAsync();

    private async Task<SinkResult> ReadHoleAsync((string Topic, int Partition) of, long first, CancellationToken cancellationToken)
    {
        var result = SinkResult.None;
        if (_next.TryGetValue(of, out var known) && first <= known)
            return result;
        var positions = await sink.PositionsAsync(of.Topic, cancellationToken).ConfigureAwait(false);
        var bounds = await log.BoundsAsync(of.Topic, of.Partition, cancellationToken).ConfigureAwait(false);
        var next = SinkStart.Of(of.Topic, of.Partition, positions.TryGetValue(of.Partition, out var stored) ? stored : null, bounds, acceptLoss);
        await foreach (var records in log.PiecesAsync(of.Topic, of.Partition, next, first, PieceRecords, cancellationToken).ConfigureAwait(false))
            result += await sink.WriteAsync(records, cancellationToken).ConfigureAwait(false);
        return result;
    }
}

using Serverless.Durable.Ports;
using Serverless.Streams.Fold;
using Serverless.Streams.Outputs;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>
/// Tells every shard of the next key this shard's watermark: at most once an interval, but the last one is never left out. A batch of ticks alone tells only what changed,
/// or an idle pipeline would never fall silent. At the last key there is nobody to tell.
/// </summary>
internal sealed class ProgressSender(StageServices services, ShardId shard, KeyedFold fold, OutputEncoder encoder, WriterSlot writer)
{
    private readonly bool _hasNext = fold.Key.Index < services.Plan.Keys.Length - 1;
    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private readonly HashSet<int> _gotData = [];
    private bool _hasData;
    private (long Watermark, bool IsIdle)? _told;

    /// <summary>Whether something was folded that the next key's shards were not told.</summary>
    public bool IsOwed => _hasNext && (_hasData || _told is not { } told || told != (fold.Origins.Watermark, fold.Origins.AllIdle));

    /// <summary>These were sent: only a broken rule makes a difference for the shards that got data.</summary>
    public void Sent(IEnumerable<OutgoingRecord> records)
    {
        if (!services.Plan.Keeps(ProtocolRule.ProgressToEveryShard))
        {
            _gotData.UnionWith(records.Select(record => record.Partition));
        }
    }

    /// <summary>What is owed is left out while this holds: for a broken rule alone.</summary>
    public bool IsMuted { get; set; }

    private void Forgive() => (_hasData, _told) = (false, (fold.Origins.Watermark, fold.Origins.AllIdle));

    /// <summary>A record is folded.</summary>
    public void Note(LogRecord record) => _hasData = _hasData || !IsTick(record);

    public ValueTask SendIfDueAsync(CancellationToken cancellationToken) =>
        IsOwed && services.Time.GetUtcNow() - _last >= services.Options.ProgressInterval ? SendAsync(cancellationToken) : ValueTask.CompletedTask;

    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (!IsOwed || fold.Position == 0)
        {
            return;
        }

        if (IsMuted || (!services.Plan.Keeps(ProtocolRule.LastProgressIsSent) && services.Time.GetUtcNow() - _last < services.Options.ProgressInterval))
        {
            Forgive();
            return;
        }

        var (watermark, position) = (fold.Origins.Watermark, fold.Position);

        // Idle is said only at the log's end: what lies behind a replayed piece would be overtaken.
        var mayBeIdle = fold.Origins.AllIdle && (!services.Plan.Keeps(ProtocolRule.IdleAtLogEndOnly) || (await services.Log.BoundsAsync(shard.Topic, shard.Number, cancellationToken).ConfigureAwait(false)).End == position);
        var records = new List<OutgoingRecord>(services.Plan.Shards);
        for (var target = 0; target < services.Plan.Shards; target++)
        {
            if (!_gotData.Contains(target))
            {
                records.Add(encoder.Progress(target, position, watermark, mayBeIdle));
            }
        }

        await writer.AppendAsync(records, cancellationToken).ConfigureAwait(false);
        _last = services.Time.GetUtcNow();
        _hasData = false;
        _gotData.Clear();
        _told = (watermark, mayBeIdle);
    }

    private static bool IsTick(LogRecord record) =>
        record.TryGetHeader(KeyedHeader.Name, out var header) && KeyedHeader.KindOf(header.Span) == KeyedRecordKind.Tick;
}

using System.Diagnostics;
using System.Text;
using Serverless.Durable.Offline;
using Serverless.Durable.Ports;
using Serverless.Local.Cli.History;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Local.Cli.Run;

/// <summary>Sends recorded events at a steady rate, each to the partition of its key.</summary>
internal sealed class ReplaySender(ILog log, PipelinePlan plan, double rate)
{
    private const int MostAtOnce = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly EventRound _keys = new(plan);
    private readonly Dictionary<string, int> _partitions = [];
    private long _sent;

    /// <summary>What was acknowledged.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Sends them, until there are no more, or the end.</summary>
    /// <exception cref="LogException">The brokers did not take a record.</exception>
    public async Task RunAsync(IEnumerable<HistoryRecord> records, CancellationToken end)
    {
        foreach (var source in plan.Sources)
        {
            _partitions[source.Topic] = Math.Max(await log.PartitionsAsync(source.Topic, CancellationToken.None).ConfigureAwait(false), 1);
        }

        var writer = log.OpenWriter();
        await using var open = writer.ConfigureAwait(false);
        using var rest = records.GetEnumerator();
        var (started, batch, isMore) = (Stopwatch.GetTimestamp(), new List<OutgoingRecord>(), true);
        while (isMore && !end.IsCancellationRequested)
        {
            var due = Math.Min((long)(Stopwatch.GetElapsedTime(started).TotalSeconds * rate) - _sent, MostAtOnce);
            batch.Clear();
            while (batch.Count < due && (isMore = rest.MoveNext()))
            {
                batch.Add(Of(rest.Current));
            }

            await writer.AppendAsync(batch, CancellationToken.None).ConfigureAwait(false);
            Interlocked.Add(ref _sent, batch.Count);
            await Task.Delay(Pause, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private OutgoingRecord Of(HistoryRecord record)
    {
        var key = _keys.KeyOf(record.Topic, record.Value.Span) is { } text ? Encoding.UTF8.GetBytes(text) : [];
        return new OutgoingRecord { Topic = record.Topic, Partition = Murmur2.PartitionOf(key, _partitions[record.Topic]), Key = key, Value = record.Value.ToArray() };
    }
}

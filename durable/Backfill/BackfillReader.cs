using System.Text;
using Serverless.Durable.Ports;
using Serverless.Streams.Cleansing;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Durable.Backfill;

/// <summary>An input with the record that comes next.</summary>
internal sealed class BackfillReader(SourcePlan source, IBackfillInput input, BackfillCursor cursor)
{
    private readonly List<Cleansed> _results = [];
    private IReadOnlyList<BackfillRecord> _records = [];
    private int _index;
    private string? _key;

    /// <summary>How far it was taken.</summary>
    public BackfillCursor Cursor { get; private set; } = cursor;

    /// <summary>The event time of the record that comes next, never before the one in front of it.</summary>
    public long Time => Cursor.Head!.Value;

    public async ValueTask<bool> HasNextAsync(CancellationToken cancellationToken)
    {
        if (Cursor.Head is null && !Cursor.IsDone)
            await ReadAsync(cancellationToken).ConfigureAwait(false);
        return !Cursor.IsDone;
    }

    /// <summary>Takes it. Records of one key go to one partition, so that they stay in order.</summary>
    public async ValueTask<OutgoingRecord> TakeAsync(string topic, int partitions, CancellationToken cancellationToken)
    {
        if (_index == _records.Count)
            await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (Cursor.IsDone)
            throw new LogException($"The input {Cursor.Input} has become shorter while it was read.") { IsFatal = true };
        var record = _records[_index++];
        var outgoing = new OutgoingRecord
        {
            Topic = topic,
            Partition = _key is null ? 0 : Murmur2.PartitionOf(Encoding.UTF8.GetBytes(_key), partitions),
            Value = record.Value.ToArray(),
            Headers = record.Headers,
        };
        Cursor = Cursor with { Next = record.Next, Time = Time, Head = null };
        if (_index < _records.Count)
            Look();
        return outgoing;
    }

    private async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        (_records, _index) = (await input.ReadAsync(Cursor.Next, cancellationToken).ConfigureAwait(false), 0);
        if (_records.Count > 0)
            Look();
        else
            Cursor = Cursor with { IsDone = true };
    }

    /// <summary>What Cleanse would say of it. A record without a time of its own goes where it stands; Cleanse makes a dead letter of it.</summary>
    private void Look()
    {
        _results.Clear();
        source.Execution.Cleanse(_records[_index].Value.Span, RecordTime.Latest, _results);
        var clean = _results.FindIndex(result => result.Kind == CleansedKind.Clean);
        Cursor = Cursor with { Head = clean < 0 ? Cursor.Time : Math.Max(Cursor.Time, _results[clean].Time) };
        _key = clean < 0 ? null : KeyOf(_results[clean].Record!);
    }

    private string? KeyOf(object record)
    {
        try
        {
            return source.Entries[0].KeyOf(record);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A user's lambda: Cleanse says the same again, as a dead letter.
            return null;
        }
    }
}

using System.Text;
using Serverless.Streams;
using Serverless.Streams.Fold;
using Serverless.Streams.Outputs;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Streams.Tables;

namespace Serverless.Durable.Offline;

/// <summary>A keyed stage in memory, all its keys in one shard: its log is what it is given.</summary>
internal sealed class OfflineStage
{
    private readonly PipelinePlan _plan;
    private readonly KeyedFold _fold;
    private readonly FoldBatch _batch;
    private readonly OutputEncoder _encoder;
    private readonly FeatureRows _rows;
    private long _next;

    public OfflineStage(PipelinePlan plan, KeyPlan key, OriginList origins, LookUps? lookUps)
    {
        _plan = plan;
        _fold = new KeyedFold(plan, key.Index);
        _batch = new FoldBatch(plan) { LookUps = lookUps };
        _encoder = new OutputEncoder(plan, key, shard: 0);
        _rows = new FeatureRows(plan);
        _fold.Numbers.Assign(0);
        Apply(Control(new KeyedHeader { Kind = KeyedRecordKind.Origins }, origins.ToBytes()));
    }

    /// <summary>Folds a record; scored events that go on come back, good until the next call, those at the last key with their features.</summary>
    public List<OutgoingRecord> Take(OutgoingRecord record, long timestamp, List<OfflineRow> rows)
    {
        Apply(record, timestamp);
        _encoder.Clear();
        var forwards = new List<OutgoingRecord>();
        foreach (var output in _batch.Outputs)
        {
            if (output.Kind != OutputKind.Event || output.Failure is not null)
            {
                continue;
            }

            if (_fold.Key.Index < _plan.Keys.Length - 1)
            {
                forwards.Add(_encoder.Forward(_batch, output, Encoding.UTF8.GetBytes(_plan.Keys[_fold.Key.Index + 1].KeyOf(output.Record!))));
            }
            else if (_rows.Of(_batch, output) is { } row)
            {
                rows.Add(row);
            }
        }

        return forwards;
    }

    /// <summary>The last record of this stage as an origin of the next one.</summary>
    public OutgoingRecord End() => End(_encoder.Self, _next);

    /// <summary>The last record of an origin in a bounded run: the greatest watermark.</summary>
    public static OutgoingRecord End(OriginId origin, long offset) =>
        Control(new KeyedHeader { Kind = KeyedRecordKind.End, Origin = origin, Position = new OriginPosition(offset, OutputId.LastSlot), Watermark = long.MaxValue }, []);

    private static OutgoingRecord Control(KeyedHeader header, byte[] value) => new()
    {
        Topic = "",
        Partition = 0,
        Value = value,
        Headers = [new RecordHeader(KeyedHeader.Name, header.ToBytes(new Streams.Codec.ByteWriter()))],
    };

    private void Apply(OutgoingRecord record, long timestamp = 0)
    {
        _batch.Clear();
        _fold.Apply(
            new LogRecord
            {
                Topic = _fold.Key.Topic,
                Partition = 0,
                Offset = _next++,
                Timestamp = timestamp,
                Key = record.Key,
                Value = record.Value,
                Headers = record.Headers,
            },
            _batch);
    }
}

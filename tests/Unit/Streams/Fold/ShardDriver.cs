using Serverless.Streams;
using Serverless.Streams.Codec;
using Serverless.Streams.Fold;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>A shard that a test feeds by hand: it makes the records of its log, folds them, and can be stored and loaded at any point.</summary>
internal sealed class ShardDriver
{
    /// <summary>The one that counts for the watermark, unless a test says else.</summary>
    public static readonly OriginId Marks = new(TopicHash.Of("marks"), 0, 1);

    private readonly PipelinePlan _plan;
    private readonly int _stage;
    private readonly Dictionary<OriginId, long> _sent = [];
    private readonly List<ReadOnlyMemory<byte>> _segments = [];
    private FoldState _state;

    public ShardDriver(PipelinePlan plan, int stage = 0, bool countMarks = true)
    {
        (_plan, _stage) = (plan, stage);
        Batch = new FoldBatch(plan);
        (Fold, _state) = Empty();
        Fold.Numbers.Assign(0);
        if (countMarks)
        {
            Count(new OriginTopic(Marks.Topic, Marks.Epoch, 1));
        }
    }

    public KeyedFold Fold { get; private set; }

    public FoldBatch Batch { get; private set; }

    /// <summary>All records so far.</summary>
    public List<LogRecord> Log { get; } = [];

    /// <summary>What is restored before each record.</summary>
    public RestoreKind BeforeEach { get; init; }

    public long Watermark => Fold.Origins.Watermark;

    public List<FoldOutput> Count(params OriginTopic[] topics) =>
        Append(new KeyedHeader { Kind = KeyedRecordKind.Origins }, [], new OriginList([.. topics]).ToBytes());

    public List<FoldOutput> Tick(long time, params OriginId[] idle) => Tick(new Tick(time, [.. idle], []));

    public List<FoldOutput> Tick(Tick tick) => Append(new KeyedHeader { Kind = KeyedRecordKind.Tick }, [], tick.ToBytes());

    /// <summary>Progress of an origin that carries no events.</summary>
    public List<FoldOutput> Progress(long watermark, OriginId? origin = null, bool isIdle = false) => Append(
        new KeyedHeader { Kind = KeyedRecordKind.Progress, Origin = origin ?? Marks, Position = Next(origin ?? Marks), Watermark = watermark, IsIdle = isIdle },
        [],
        []);

    /// <summary>The last record of an origin in a bounded run.</summary>
    public List<FoldOutput> End(OriginId? origin = null) => Append(
        new KeyedHeader { Kind = KeyedRecordKind.End, Origin = origin ?? Marks, Position = Next(origin ?? Marks), Watermark = long.MaxValue },
        [],
        []);

    /// <summary>An event of a source's partition; its watermark says nothing unless given.</summary>
    public List<FoldOutput> Event(object record, string key, long time, int partition = 0, long watermark = long.MinValue) =>
        Apply(EventRecord(record, key, time, partition, watermark));

    public LogRecord EventRecord(object record, string key, long time, int partition = 0, long watermark = long.MinValue)
    {
        var source = _plan.Sources.Single(source => source.Record == record.GetType());
        var origin = new OriginId(source.TopicHash, partition, 1);
        var position = Next(origin);
        var value = new ByteWriter();
        var arrives = source.IsScored ? _plan.Keys[_stage].Arrives : CarriedLayout.None;
        EventValue.Write(value, arrives, new double[arrives.Numbers.Length], new object?[arrives.Objects.Length]);
        source.Execution.Encode(record, value);
        var header = new KeyedHeader
        {
            Kind = KeyedRecordKind.Event,
            Origin = origin,
            Position = position,
            Watermark = watermark,
            Source = source.TopicHash,
            SourcePartition = partition,
            SourceOffset = position.Offset,
            Time = time,
        };
        return Record(header, System.Text.Encoding.UTF8.GetBytes(key), value.ToArray());
    }

    public LogRecord Record(KeyedHeader header, byte[] key, byte[] value) => new()
    {
        Topic = _plan.Keys[_stage].Topic,
        Partition = 0,
        Offset = Log.Count,
        Key = key,
        Value = value,
        Headers = [new RecordHeader(KeyedHeader.Name, header.ToBytes(new ByteWriter()))],
    };

    /// <summary>Folds a record at the log's end, whatever offset it says.</summary>
    public List<FoldOutput> Apply(LogRecord record)
    {
        Restore(BeforeEach);
        var placed = new LogRecord { Topic = record.Topic, Partition = 0, Offset = Log.Count, Key = record.Key, Value = record.Value, Headers = record.Headers };
        Log.Add(placed);
        Batch = new FoldBatch(_plan);
        Fold.Apply(placed, Batch);
        return [.. Batch.Outputs];
    }

    public void Restore(RestoreKind kind)
    {
        if (kind == RestoreKind.None)
        {
            return;
        }

        if (kind == RestoreKind.Snapshot || _segments.Count == 0)
        {
            _segments.Clear();
            _segments.Add(_state.WriteSnapshot());
            Load([]);
        }
        else if (kind == RestoreKind.Segments)
        {
            _segments.Add(_state.WriteDelta());
            Load([]);
        }
        else
        {
            Load(_state.WriteDelta());
        }
    }

    private void Load(byte[] inline)
    {
        (Fold, _state) = Empty();
        _state.Load([.. _segments, inline]);
        _state.Resume(inline);
    }

    private List<FoldOutput> Append(KeyedHeader header, byte[] key, byte[] value) => Apply(Record(header, key, value));

    private OriginPosition Next(OriginId origin) => new(_sent[origin] = _sent.GetValueOrDefault(origin, -1) + 1, 0);

    private (KeyedFold Fold, FoldState State) Empty()
    {
        var fold = new KeyedFold(_plan, _stage);
        return (fold, new FoldState(fold, Horizon.OfScored(_plan)));
    }
}

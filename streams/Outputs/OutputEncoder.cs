using Serverless.Streams.Codec;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Streams.Outputs;

/// <summary>Makes records of what a shard's fold caused: partitions, headers, ids.</summary>
internal sealed class OutputEncoder
{
    private static readonly byte[] PredictionType = "prediction"u8.ToArray();
    private static readonly byte[] WindowType = "window"u8.ToArray();
    private static readonly byte[] LateType = "late"u8.ToArray();
    private static readonly byte[] DeadType = "dead"u8.ToArray();
    private readonly PipelinePlan _plan;
    private readonly KeyPlan _key;
    private readonly int _shard;
    private readonly string _writer;
    private readonly ByteWriter _scratch = new();
    private readonly ByteWriter _value = new(1024);
    private readonly ByteArena _bytes = new();
    private readonly PredictionJson _predictions;
    private readonly WindowJson _windows = new();
    private readonly byte[] _pipeline;
    private (Activation Activation, byte[] Header)? _model;
    private (InForce InForce, RecordHeader Header)? _tables;

    public OutputEncoder(PipelinePlan plan, KeyPlan key, int shard)
    {
        (_plan, _key, _shard) = (plan, key, shard);
        Writer = new WriterId(_key.Topic, _plan.Generation, _shard);
        _writer = Writer.ToString();
        Self = new OriginId(TopicHash.Of(_key.Topic), _shard, _plan.Generation);
        _predictions = new PredictionJson(_plan);
        _pipeline = Utf8Text.Of($"{_plan.Name}@{_plan.Version}");
    }

    public WriterId Writer { get; }

    /// <summary>The shard as an origin of the next key.</summary>
    public OriginId Self { get; }

    /// <summary>What was made is done with: the bytes of <see cref="Forward"/> are used again.</summary>
    public void Clear() => _bytes.Clear();

    /// <summary>To the next key, with the numbers made so far and the shard's watermark from before the record.</summary>
    public OutgoingRecord Forward(FoldBatch batch, FoldOutput output, byte[] nextKey)
    {
        _value.Clear();
        var layout = _plan.Keys[_key.Index + 1].Arrives;
        EventValue.Write(_value, layout, batch.Row(output.Row)[..layout.Numbers.Length], batch.Objects(output.Row)[..layout.Objects.Length]);
        _value.Raw(output.Json.Span);
        var header = output.Cause with
        {
            Origin = Self,
            Position = new OriginPosition(output.Offset, output.Slot),
            Watermark = output.Watermark,
            IsLate = output.IsLate,
        };
        header.Write(_scratch);
        return new OutgoingRecord
        {
            Topic = _plan.Keys[_key.Index + 1].Topic,
            Partition = Murmur2.PartitionOf(nextKey, _plan.Shards),
            Key = nextKey,
            Value = _bytes.Keep(_value.Written),
            Headers = [new RecordHeader(KeyedHeader.Name, _bytes.Keep(_scratch.Written))],
        };
    }

    /// <summary>The shard's watermark and idleness, for one shard of the next key.</summary>
    public OutgoingRecord Progress(int target, long position, long watermark, bool isIdle)
    {
        var header = new KeyedHeader
        {
            Kind = KeyedRecordKind.Progress,
            Origin = Self,
            Position = new OriginPosition(position - 1, OutputId.LastSlot),
            Watermark = watermark,
            IsIdle = isIdle,
        };
        return new OutgoingRecord
        {
            Topic = _plan.Keys[_key.Index + 1].Topic,
            Partition = target,
            Value = default,
            Headers = [new RecordHeader(KeyedHeader.Name, header.ToBytes(_scratch))],
        };
    }

    /// <summary>A prediction's value; its routes carry the same.</summary>
    public byte[] Prediction(FoldBatch batch, FoldOutput output, ReadOnlySpan<float> features)
    {
        _value.Clear();
        _predictions.Write(_value, output, _plan.SourceOf(output.Cause.Source), batch.Row(output.Row), features);
        return _value.ToArray();
    }

    public OutgoingRecord PredictionRecord(FoldOutput output, string topic, long slot, byte[] prediction) =>
        TablesHeader(output.InForce) is { } tables
            ? Output(topic, output, slot, PredictionType, prediction, ModelHeader(output.Activation), tables)
            : Output(topic, output, slot, PredictionType, prediction, ModelHeader(output.Activation));

    public OutgoingRecord Window(FoldOutput output)
    {
        _value.Clear();
        _windows.Write(_value, _key.Windows[output.Index], output.Window!.Value);
        return Output(_plan.Events, output, output.Slot, WindowType, _value.ToArray());
    }

    public OutgoingRecord Late(FoldOutput output) => Output(
        _plan.Events,
        output,
        output.Slot,
        LateType,
        output.Json.ToArray(),
        new RecordHeader(OutputHeaders.Rule, Utf8Text.Of(output.Rule!)),
        new RecordHeader(OutputHeaders.LateBy, Utf8Text.Of(output.LateBy)));

    public OutgoingRecord Dead(FoldOutput output, long slot, string reason, string detail) => Output(
        _plan.Dead,
        output,
        slot,
        DeadType,
        output.Json.ToArray(),
        new RecordHeader(OutputHeaders.Reason, Utf8Text.Of(reason)),
        new RecordHeader(OutputHeaders.Detail, Utf8Text.Of(Printable.Cut(detail))));

    private OutgoingRecord Output(string topic, FoldOutput output, long slot, byte[] type, byte[] content, params ReadOnlySpan<RecordHeader> more)
    {
        var cause = output.Cause;
        var (isOfEvent, isTraced) = (cause.Kind == KeyedRecordKind.Event && output.Window is null, !cause.Trace.IsEmpty);
        var headers = new RecordHeader[3 + (isOfEvent ? isTraced ? 3 : 2 : 0) + more.Length];
        headers[0] = new(OutputHeaders.Id, Utf8Text.Id(_writer, output.Offset, slot));
        headers[1] = new(OutputHeaders.Type, type);
        headers[2] = new(OutputHeaders.Pipeline, _pipeline);
        if (isOfEvent)
        {
            headers[3] = new(OutputHeaders.Origin, Utf8Text.Origin(_plan.SourceOf(cause.Source)?.Topic ?? _key.Topic, cause.SourcePartition, cause.SourceOffset, cause.SourceOrdinal));
            headers[4] = new(OutputHeaders.Ingest, Utf8Text.Of(cause.Ingest));
            if (isTraced)
            {
                headers[5] = new(OutputHeaders.TraceParent, TraceContext.ToText(cause.Trace.Span));
            }
        }

        more.CopyTo(headers.AsSpan(headers.Length - more.Length));
        return new OutgoingRecord { Topic = topic, Partition = _shard, Key = output.Key.ToArray(), Value = content, Headers = headers };
    }

    private RecordHeader? TablesHeader(InForce? inForce)
    {
        if (_plan.Tables.IsEmpty || inForce is null)
        {
            return null;
        }

        if (_tables is not { } known || known.InForce != inForce)
        {
            var names = inForce.Tables.OfType<Activation>().Select(table => $"{table.Artifact}@{table.Version}");
            known = (inForce, new RecordHeader(OutputHeaders.Tables, Utf8Text.Of(string.Join(',', names))));
            _tables = known;
        }

        return known.Header;
    }

    private RecordHeader ModelHeader(Activation? activation)
    {
        if (activation is null)
        {
            return new RecordHeader(OutputHeaders.Model, "none"u8.ToArray());
        }

        if (_model is not { } known || known.Activation != activation)
        {
            known = (activation, Utf8Text.Of($"{activation.Artifact}@{activation.Version}"));
            _model = known;
        }

        return new RecordHeader(OutputHeaders.Model, known.Header);
    }
}

using Serverless.Streams.Codec;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Streams.Outputs;

/// <summary>Makes records of what a shard's fold caused: partitions, headers, ids.</summary>
internal sealed class OutputEncoder
{
    private readonly PipelinePlan plan;
    private readonly KeyPlan key;
    private readonly int shard;
    private readonly string writer;
    private readonly OriginId self;
    private readonly ByteWriter scratch = new();
    private readonly ByteWriter value = new(1024);
    private readonly PredictionJson predictions;
    private readonly byte[] pipeline;
    private (Activation Activation, byte[] Header)? model;

    public OutputEncoder(PipelinePlan plan, KeyPlan key, int shard)
    {
        (this.plan, this.key, this.shard) = (plan, key, shard);
        Writer = new WriterId(key.Topic, plan.Generation, shard);
        writer = Writer.ToString();
        self = new OriginId(TopicHash.Of(key.Topic), shard, plan.Generation);
        predictions = new PredictionJson(plan);
        pipeline = Utf8Text.Of($"{plan.Name}@{plan.Version}");
    }

    public WriterId Writer { get; }

    /// <summary>To the next key, with the numbers made so far and the shard's watermark from before the record.</summary>
    public OutgoingRecord Forward(FoldBatch batch, FoldOutput output, byte[] nextKey)
    {
        value.Clear();
        EventValue.Write(value, batch.Row(output.Row)[..(key.FirstSlot + key.SlotCount)]);
        value.Raw(output.Json.Span);
        var header = output.Cause with
        {
            Origin = self,
            Position = new OriginPosition(output.Offset, output.Slot),
            Watermark = output.Watermark,
            IsLate = output.IsLate,
        };
        return new OutgoingRecord
        {
            Topic = plan.Keys[key.Index + 1].Topic,
            Partition = Murmur2.PartitionOf(nextKey, plan.Shards),
            Key = nextKey,
            Value = value.ToArray(),
            Headers = [new RecordHeader(KeyedHeader.Name, header.ToBytes(scratch))],
        };
    }

    /// <summary>The shard's watermark and idleness, for one shard of the next key.</summary>
    public OutgoingRecord Progress(int target, long position, long watermark, bool isIdle)
    {
        var header = new KeyedHeader
        {
            Kind = KeyedRecordKind.Progress,
            Origin = self,
            Position = new OriginPosition(position - 1, OutputId.LastSlot),
            Watermark = watermark,
            IsIdle = isIdle,
        };
        return new OutgoingRecord
        {
            Topic = plan.Keys[key.Index + 1].Topic,
            Partition = target,
            Value = [],
            Headers = [new RecordHeader(KeyedHeader.Name, header.ToBytes(scratch))],
        };
    }

    /// <summary>A prediction's value; its routes carry the same.</summary>
    public byte[] Prediction(FoldBatch batch, FoldOutput output, ReadOnlySpan<float> features)
    {
        value.Clear();
        predictions.Write(value, output, SourceOf(output.Cause), batch.Row(output.Row), features);
        return value.ToArray();
    }

    public OutgoingRecord PredictionRecord(FoldOutput output, string topic, long slot, byte[] prediction) =>
        Output(topic, output, slot, "prediction"u8, prediction, ModelHeader(output.Activation));

    public OutgoingRecord Window(FoldOutput output)
    {
        value.Clear();
        WindowJson.Write(value, key.Windows[output.Index], output.Window!);
        return Output(plan.Events, output, output.Slot, "window"u8, value.ToArray());
    }

    public OutgoingRecord Late(FoldOutput output) =>
        Output(plan.Events, output, output.Slot, "late"u8, output.Json.ToArray(), new RecordHeader(OutputHeaders.Rule, Utf8Text.Of(output.Rule!)));

    public OutgoingRecord Dead(FoldOutput output, long slot, string reason, string detail) => Output(
        plan.Dead,
        output,
        slot,
        "dead"u8,
        output.Json.ToArray(),
        new RecordHeader(OutputHeaders.Reason, Utf8Text.Of(reason)),
        new RecordHeader(OutputHeaders.Detail, Utf8Text.Of(Printable.Cut(detail))));

    private OutgoingRecord Output(string topic, FoldOutput output, long slot, ReadOnlySpan<byte> type, byte[] content, params ReadOnlySpan<RecordHeader> more)
    {
        var cause = output.Cause;
        var headers = new List<RecordHeader>(6 + more.Length)
        {
            new(OutputHeaders.Id, Utf8Text.Id(writer, output.Offset, slot)),
            new(OutputHeaders.Type, type.ToArray()),
            new(OutputHeaders.Pipeline, pipeline),
        };
        if (cause.Kind == KeyedRecordKind.Event && output.Window is null)
        {
            headers.Add(new(OutputHeaders.Origin, Utf8Text.Origin(SourceOf(cause)?.Topic ?? key.Topic, cause.SourcePartition, cause.SourceOffset)));
            headers.Add(new(OutputHeaders.Ingest, Utf8Text.Of(cause.Ingest)));
            if (!cause.Trace.IsEmpty)
            {
                headers.Add(new(OutputHeaders.TraceParent, TraceContext.ToText(cause.Trace.Span)));
            }
        }

        foreach (var header in more)
        {
            headers.Add(header);
        }

        return new OutgoingRecord { Topic = topic, Partition = shard, Key = output.Key.ToArray(), Value = content, Headers = headers };
    }

    private RecordHeader ModelHeader(Activation? activation)
    {
        if (activation is null)
        {
            return new RecordHeader(OutputHeaders.Model, "none"u8.ToArray());
        }

        if (model is not { } known || known.Activation != activation)
        {
            known = (activation, Utf8Text.Of($"{activation.Artifact}@{activation.Version}"));
            model = known;
        }

        return new RecordHeader(OutputHeaders.Model, known.Header);
    }

    private SourcePlan? SourceOf(KeyedHeader cause)
    {
        foreach (var source in plan.Sources)
        {
            if (source.TopicHash == cause.Source)
            {
                return source;
            }
        }

        return null;
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serverless.Streams;
using Serverless.Streams.Codec;
using Serverless.Streams.Outputs;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>Makes records of what Cleanse says of a source's record.</summary>
internal sealed class CleanseEncoder(PipelinePlan plan, SourcePlan source, StageOptions options)
{
    private readonly ByteWriter _value = new(512);
    private readonly ByteWriter _scratch = new();
    private readonly ByteArena _bytes = new();
    private readonly byte[] _pipeline = Utf8Text.Of($"{plan.Name}@{plan.Version}");

    /// <summary>What was made is done with: its bytes are used again.</summary>
    public void Clear() => _bytes.Clear();

    /// <summary>A clean event for one of the keys that it enters; good until <see cref="Clear"/>.</summary>
    /// <param name="record">The source record.</param>
    /// <param name="ordinal">Which event of it, from 0.</param>
    /// <param name="position">Where the event stands in what the origin sends: it only rises.</param>
    /// <param name="cleansed">The event.</param>
    /// <param name="entry">The key.</param>
    /// <param name="watermark">The origin's watermark with this event.</param>
    /// <exception cref="Exception">The user's key selector threw.</exception>
    public OutgoingRecord Event(LogRecord record, int ordinal, OriginPosition position, Cleansed cleansed, EntryPlan entry, long watermark)
    {
        var key = Encoding.UTF8.GetBytes(entry.KeyOf(cleansed.Record!) ?? throw new FormatException("The key is null."));
        _value.Clear();
        EventValue.Write(_value, CarriedLayout.None, default, default);
        source.Execution.Encode(cleansed.Record!, _value);
        var header = new KeyedHeader
        {
            Kind = KeyedRecordKind.Event,
            Origin = new OriginId(source.TopicHash, record.Partition, options.EpochOf(source)),
            Position = position,
            Watermark = watermark,
            Source = source.TopicHash,
            SourcePartition = record.Partition,
            SourceOffset = record.Offset,
            SourceOrdinal = ordinal,
            Time = cleansed.Time,
            Ingest = record.Timestamp,
            Trace = TraceOf(record),
        };
        header.Write(_scratch);
        return new OutgoingRecord
        {
            Topic = plan.Keys[entry.Key].Topic,
            Partition = Murmur2.PartitionOf(key, plan.Shards),
            Key = key,
            Value = _bytes.Keep(_value.Written),
            Headers = [new RecordHeader(KeyedHeader.Name, _bytes.Keep(_scratch.Written))],
        };
    }

    /// <summary>A partition's watermark for a shard that got no data. Its position lies behind all that was sent, and before what comes.</summary>
    public OutgoingRecord Progress(string topic, int shard, int partition, OriginPosition position, long watermark)
    {
        var header = new KeyedHeader
        {
            Kind = KeyedRecordKind.Progress,
            Origin = new OriginId(source.TopicHash, partition, options.EpochOf(source)),
            Position = position,
            Watermark = watermark,
        };
        return new OutgoingRecord { Topic = topic, Partition = shard, Value = default, Headers = [new RecordHeader(KeyedHeader.Name, header.ToBytes(_scratch))] };
    }

    /// <summary>A dead letter: the record's own bytes, key and headers (a key or headers beyond <see cref="RecordSize"/> are left out), and why. Its writer is <c>topic@epoch/partition</c>, its id the origin.</summary>
    public OutgoingRecord Dead(LogRecord record, int ordinal, Cleansed cleansed)
    {
        var writer = new WriterId(source.Topic, options.Epoch, record.Partition).ToString();
        var whole = record.Value.Span;
        var isCut = whole.Length > options.DeadLetterBytes;
        var headers = new List<RecordHeader>(record.Headers.Count + 9);
        headers.AddRange(RecordSize.Within(record.Headers.Where(header => header.Name is not (OutputHeaders.Id or OutputHeaders.Origin or OutputHeaders.Type or OutputHeaders.TraceParent))));
        Add(headers, OutputHeaders.Id, Utf8Text.Id(writer, record.Offset, OutputId.SlotOf(1, ordinal)));
        Add(headers, OutputHeaders.Type, Utf8Text.Of("dead"));
        Add(headers, OutputHeaders.Pipeline, _pipeline);
        Add(headers, OutputHeaders.Origin, Utf8Text.Origin(source.Topic, record.Partition, record.Offset, ordinal));
        Add(headers, OutputHeaders.Ingest, Utf8Text.Of(record.Timestamp));
        Add(headers, OutputHeaders.Reason, Utf8Text.Of(cleansed.Reason));
        Add(headers, OutputHeaders.Rule, Utf8Text.Of(Printable.Cut(cleansed.Rule)));
        Add(headers, OutputHeaders.Field, cleansed.Field is { } field ? Utf8Text.Of(field) : null);
        Add(headers, OutputHeaders.Detail, cleansed.Detail is { } detail ? Utf8Text.Of(Printable.Cut(detail)) : null);
        Add(headers, OutputHeaders.TraceParent, TraceOf(record) is { IsEmpty: false } trace ? TraceContext.ToText(trace.Span) : null);
        Add(headers, OutputHeaders.Whole, isCut ? Utf8Text.Of($"{whole.Length.ToString(CultureInfo.InvariantCulture)}:{Convert.ToHexStringLower(SHA256.HashData(whole))}") : null);
        return new OutgoingRecord
        {
            Topic = plan.Dead,
            Partition = record.Partition % plan.Shards,
            Key = record.Key.IsEmpty || record.Key.Length > RecordSize.KeyLimit ? null : record.Key.ToArray(),
            Value = (isCut ? whole[..options.DeadLetterBytes] : whole).ToArray(),
            Headers = headers,
        };
    }

    private static void Add(List<RecordHeader> headers, string name, byte[]? value)
    {
        if (value is not null)
        {
            headers.Add(new RecordHeader(name, value));
        }
    }

    private static ReadOnlyMemory<byte> TraceOf(LogRecord record) =>
        record.TryGetHeader(OutputHeaders.TraceParent, out var text) ? TraceContext.Parse(text.Span) : default;
}

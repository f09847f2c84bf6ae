using System.Text;
using Serverless.Streams;
using Serverless.Streams.Codec;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Functions;

/// <summary>
/// What one stage has written, byte by byte, per partition and writer in order: how records of different writers lie between each other is no stage's doing. Progress goes out by time,
/// so it is held against its position, and against what every shard knows in the end.
/// </summary>
internal sealed class StageOutputs
{
    // The wall clock, and what tells spans apart: nothing else may differ. A keyed record has both in its one header.
    private static readonly string[] Apart = [OutputHeaders.Ingest, OutputHeaders.TraceParent];

    private StageOutputs()
    {
    }

    /// <summary>Events and outputs, by partition and writer.</summary>
    public SortedDictionary<string, List<string>> Records { get; } = new(StringComparer.Ordinal);

    /// <summary>What progress said, by partition, origin and position.</summary>
    public Dictionary<string, string> Progress { get; } = [];

    /// <summary>The watermark that each partition has of each origin in the end.</summary>
    public SortedDictionary<string, long> Watermarks { get; } = new(StringComparer.Ordinal);

    /// <summary>Of Cleanse, or of a keyed stage.</summary>
    public static async Task<StageOutputs> ReadAsync(CardBroker broker, PipelinePlan plan, int? stage)
    {
        var writers = stage is { } key ? [plan.Keys[key].Topic] : plan.Sources.Select(source => source.Topic).ToArray();
        var (origins, outputs) = (writers.Select(TopicHash.Of).ToHashSet(), new StageOutputs());
        foreach (var topic in plan.OwnedTopics)
        {
            foreach (var record in await broker.ReadAsync(topic))
            {
                if (record.TryGetHeader(KeyedHeader.Name, out var bytes))
                    outputs.AddKeyed(record, KeyedHeader.Parse(bytes), origins);
                else if (WriterOf(record) is var writer && writers.Contains(writer.Stage))
                    outputs.Add($"{Place(record)} {writer}", record, record.Headers.Where(header => !Apart.Contains(header.Name)));
            }
        }

        return outputs;
    }

    private void AddKeyed(LogRecord record, KeyedHeader header, HashSet<ulong> origins)
    {
        var link = $"{Place(record)} {header.Origin}";
        if (!origins.Contains(header.Origin.Topic))
            return;
        Watermarks[link] = Math.Max(Watermarks.GetValueOrDefault(link, long.MinValue), header.Watermark);
        if (header.Kind is KeyedRecordKind.Progress)
            Progress[$"{link} {header.Position}"] = Text(record, record.Headers);
        else
            Add(link, record, [new RecordHeader(KeyedHeader.Name, (header with { Ingest = 0, Trace = default }).ToBytes(new ByteWriter()))]);
    }

    private void Add(string from, LogRecord record, IEnumerable<RecordHeader> headers)
    {
        if (!Records.TryGetValue(from, out var records))
            Records[from] = records = [];
        records.Add(Text(record, headers));
    }

    private static string Place(LogRecord record) => $"{record.Topic}/{record.Partition}";

    private static WriterId WriterOf(LogRecord record) =>
        record.TryGetHeader(OutputHeaders.Id, out var text) && OutputId.TryParse(Encoding.UTF8.GetString(text.Span), out var id) ? id.Writer : default;

    private static string Text(LogRecord record, IEnumerable<RecordHeader> headers) =>
        $"{Convert.ToHexString(record.Key.Span)} {string.Join(' ', headers.Select(header => $"{header.Name}={Convert.ToHexString(header.Value.Span)}"))} {Convert.ToHexString(record.Value.Span)}";
}

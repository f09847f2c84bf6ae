using System.Diagnostics;
using Serverless.Streams.Records;

namespace Serverless.Durable.Telemetry;

/// <summary>The span and the duration of one batch. Its partition is named where it has only one. Without a listener it costs a look at the clock.</summary>
internal sealed class BatchSpan : IDisposable
{
    /// <summary>Links of a span; a batch may have thousands of producers, and exporters keep 128 at most.</summary>
    private const int MostLinks = 32;

    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Activity? _activity;
    private TagList _tags;

    public BatchSpan(TimeProvider time, string group, IReadOnlyList<LogRecord> records)
    {
        var first = records[0];
        _tags = new TagList(
            new("messaging.system", "kafka"), new("messaging.operation.name", "process"), new("messaging.operation.type", "process"),
            new(PipelineMeter.Destination, first.Topic), new("messaging.consumer.group.name", group));
        var isOfOne = records.All(record => record.Partition == first.Partition);
        if (isOfOne)
        {
            _tags.Add(PipelineMeter.Partition, first.Partition);
        }

        (_time, _started) = (time, time.GetTimestamp());
        if (!PipelineTraces.Source.HasListeners())
        {
            return;
        }

        _activity = PipelineTraces.Source.StartActivity($"process {first.Topic}", ActivityKind.Consumer, default(ActivityContext), _tags, Links(records));
        _activity?.SetTag("messaging.batch.message_count", records.Count);
        if (isOfOne)
        {
            _activity?.SetTag("messaging.kafka.offset", first.Offset);
        }
    }

    public void Fail(Exception failure)
    {
        _tags.Add("error.type", failure.GetType().Name);
        _activity?.SetTag("error.type", failure.GetType().Name);
        _activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
    }

    public void Dispose()
    {
        PipelineMeter.Processed(_time.GetElapsedTime(_started), _tags);
        _activity?.Dispose();
    }

    private static List<ActivityLink> Links(IReadOnlyList<LogRecord> records)
    {
        var links = new List<ActivityLink>();
        for (var index = 0; index < records.Count && links.Count < MostLinks; index++)
        {
            var trace = TraceOf(records[index]).Span;
            if (!trace.IsEmpty)
            {
                links.Add(new ActivityLink(new ActivityContext(
                    ActivityTraceId.CreateFromBytes(trace[..16]), ActivitySpanId.CreateFromBytes(trace[16..24]), (ActivityTraceFlags)trace[24], isRemote: true)));
            }
        }

        return links;
    }

    /// <summary>Of a keyed record its own header has the producer's context, of a source record the text of the standard.</summary>
    private static ReadOnlyMemory<byte> TraceOf(LogRecord record)
    {
        if (!record.TryGetHeader(KeyedHeader.Name, out var header))
        {
            return record.TryGetHeader(OutputHeaders.TraceParent, out var text) ? TraceContext.Parse(text.Span) : default;
        }

        try
        {
            return KeyedHeader.Parse(header).Trace;
        }
        catch (FormatException)
        {
            // The fold says what is wrong with it; a source's own header of that name is none of ours.
            return default;
        }
    }
}

using System.Text;
using Serverless.Durable.Stages;
using Serverless.Streams;
using Serverless.Streams.Outputs;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Durable.DeadLetters;

/// <summary>A dead letter as its topic holds it.</summary>
public sealed class DeadLetterRecord
{
    private readonly SourcePlan? _source;

    internal DeadLetterRecord(PipelinePlan plan, LogRecord record, OutputId id)
    {
        (Record, Id) = (record, id);
        _source = plan.Sources.FirstOrDefault(source => source.Topic == id.Writer.Stage);
        Obstacle = _source is null
            ? plan.Keys.Any(key => key.Topic == id.Writer.Stage)
                ? "a keyed stage's: it is counted already"
                : $"the pipeline does not read {id.Writer.Stage} any more"
            : _source.IsChained ? $"{_source.Topic} belongs to another pipeline"
            : _source.UniqueWithin is null ? $"{_source.Topic} has no Unique: it would count twice"
            : record.TryGetHeader(OutputHeaders.Whole, out _) ? "it was cut: the rest of its bytes is gone"
            : null;
    }

    /// <summary>The record, with its bytes.</summary>
    public LogRecord Record { get; }

    /// <summary>Its id; its writer says who buried it: a source's partition (Cleanse), or a keyed stage's shard.</summary>
    public OutputId Id { get; }

    /// <summary><c>topic/partition/offset</c> of the source event.</summary>
    public string Origin => Header(OutputHeaders.Origin);

    /// <summary>Why, in one word.</summary>
    public string Reason => Header(OutputHeaders.Reason);

    /// <summary>The rule, in words; empty where there is none.</summary>
    public string Rule => Header(OutputHeaders.Rule);

    /// <summary>The field; empty where there is none.</summary>
    public string Field => Header(OutputHeaders.Field);

    /// <summary>What was found; empty where there is nothing to say.</summary>
    public string Detail => Header(OutputHeaders.Detail);

    /// <summary>Why it can't be put back; null where it can.</summary>
    public string? Obstacle { get; }

    /// <summary>The record to append to the source: as it came, in its partition, with <c>replay-of</c>.</summary>
    internal OutgoingRecord Replay(int partitions)
    {
        var headers = new List<RecordHeader>(Record.Headers.Count);

        // The record's own headers stand before those of the burial, which begin with the id.
        foreach (var header in Record.Headers.TakeWhile(header => header.Name != OutputHeaders.Id))
        {
            if (header.Name != OutputHeaders.ReplayOf)
            {
                headers.Add(header);
            }
        }

        if (Record.TryGetHeader(OutputHeaders.TraceParent, out var trace))
        {
            headers.Add(new RecordHeader(OutputHeaders.TraceParent, trace));
        }

        headers.Add(new RecordHeader(OutputHeaders.ReplayOf, Utf8Text.Origin(_source!.Topic, Id.Writer.Shard, Id.Offset)));
        return new OutgoingRecord
        {
            Topic = _source.Topic,
            Partition = Id.Writer.Shard % partitions,
            Key = Record.Key.IsEmpty ? null : Record.Key.ToArray(),
            Value = Record.Value.ToArray(),
            Headers = headers,
        };
    }

    private string Header(string name) => Record.TryGetHeader(name, out var text) ? Printable.Cut(Encoding.UTF8.GetString(text.Span)) : "";
}

using Serverless.Streams.Records;

namespace Serverless.Sinks.Postgres;

/// <summary>What a batch holds, before anybody knows what of it is new.</summary>
internal sealed class OutputBatch
{
    private readonly HashSet<(string Topic, int Partition, WriterId Writer)> _writers = [];

    public List<(LogRecord Record, OutputId Id)> Outputs { get; } = [];

    /// <summary>The next offset of each partition.</summary>
    public Dictionary<(string Topic, int Partition), long> Next { get; } = [];

    /// <summary>Records without an id.</summary>
    public int Foreign { get; private set; }

    /// <param name="records">In order of topic, partition and offset.</param>
    public static OutputBatch Read(ArraySegment<LogRecord> records)
    {
        var batch = new OutputBatch();
        foreach (var record in records)
        {
            batch.Next[(record.Topic, record.Partition)] = record.Offset + 1;
            if (OutputId.TryParse(Output.Header(record, OutputHeaders.Id), out var id) && !id.Writer.Stage.Contains('\0', StringComparison.Ordinal))
            {
                batch.Outputs.Add((record, id));
                batch._writers.Add((record.Topic, record.Partition, id.Writer with { Generation = 0 }));
            }
            else
            {
                batch.Foreign++;
            }
        }

        return batch;
    }

    /// <summary>Who wrote them, with ids that lie below all.</summary>
    public IEnumerable<LastId> Writers() => _writers.Select(each => new LastId(each.Topic, each.Partition, new OutputId(each.Writer, -1, 0)));
}

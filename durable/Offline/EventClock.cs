using Serverless.Streams;
using Serverless.Streams.Cleansing;
using Serverless.Streams.Plan;

namespace Serverless.Durable.Offline;

/// <summary>When the records of a file arrived, which a file does not say: with their events, and never before the record in front of them.</summary>
/// <param name="plan">The pipeline.</param>
public sealed class EventClock(PipelinePlan plan)
{
    private readonly Dictionary<string, long> _latest = new(StringComparer.Ordinal);
    private readonly List<Cleansed> _results = [];

    /// <summary>The arrival of the next record of a source.</summary>
    /// <param name="topic">The source's topic.</param>
    /// <param name="value">The record's bytes.</param>
    /// <returns>Milliseconds since the epoch: the greatest event time of its file so far; 0 before the first.</returns>
    public long Arrival(string topic, ReadOnlySpan<byte> value)
    {
        var latest = _latest.GetValueOrDefault(topic);
        _results.Clear();
        plan.Sources.First(source => source.Topic == topic).Execution.Cleanse(value, RecordTime.Latest, _results);
        foreach (var result in _results)
        {
            latest = result.Kind == CleansedKind.Clean ? Math.Max(latest, result.Time) : latest;
        }

        return _latest[topic] = latest;
    }
}

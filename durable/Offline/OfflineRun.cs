using System.Collections.Immutable;
using Serverless.Durable.Stages;
using Serverless.Streams;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Durable.Offline;

/// <summary>
/// Runs a pipeline over recorded source records in memory, without log, broker or model: cleansing, keys and aggregates are those of the plan, so training tables
/// are made by the very code that makes features in production. Records are taken in the order given, each through all keys before the next. Not for several threads.
/// </summary>
public sealed class OfflineRun
{
    private const int Epoch = 1;
    private readonly PipelinePlan _plan;
    private readonly Dictionary<string, SourcePlan> _sources;
    private readonly ImmutableArray<CleanseEncoder> _encoders;
    private readonly ImmutableArray<OfflineStage> _stages;
    private readonly Dictionary<(int Source, int Partition), (long Next, long Watermark)> _partitions = [];

    /// <summary>Of a pipeline with a model.</summary>
    /// <param name="plan">The pipeline.</param>
    /// <param name="partitions">Partitions of each source topic, at least 1.</param>
    /// <exception cref="ArgumentException">The pipeline has no model.</exception>
    public OfflineRun(PipelinePlan plan, int partitions)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        _plan = plan.Model is null ? throw new ArgumentException($"The pipeline {plan.Name} has no model, so it makes no features.") : plan;
        _sources = plan.Sources.ToDictionary(source => source.Topic, StringComparer.Ordinal);
        _encoders = [.. plan.Sources.Select(source => new CleanseEncoder(plan, source, new StageOptions()))];
        _stages = [.. plan.Keys.Select(key => new OfflineStage(plan, key, OriginsOf(key, partitions)))];
    }

    /// <summary>Source events that became dead letters or were dropped.</summary>
    public long Refused { get; private set; }

    /// <summary>Takes a source record in.</summary>
    /// <param name="topic">One of the plan's source topics.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="value">Its bytes.</param>
    /// <param name="timestamp">The broker's time stamp, milliseconds since the epoch.</param>
    /// <returns>One per event that reaches the model: none where the record is refused, a repeat, too late, or of a source that is not scored; several where its decoder finds several.</returns>
    /// <exception cref="ArgumentException">The topic is no source of the pipeline.</exception>
    public IReadOnlyList<OfflineRow> Take(string topic, int partition, ReadOnlyMemory<byte> value, long timestamp)
    {
        if (!_sources.TryGetValue(topic, out var source))
        {
            throw new ArgumentException($"{topic} is no source of {_plan.Name}.");
        }

        var (next, watermark) = _partitions.GetValueOrDefault((source.Index, partition), (0, long.MinValue));
        var record = new LogRecord { Topic = topic, Partition = partition, Offset = next, Timestamp = timestamp, Value = value };
        var results = new List<Cleansed>(1);
        source.Execution.Cleanse(value.Span, timestamp, results);
        var rows = new List<OfflineRow>(1);
        for (var ordinal = 0; ordinal < results.Count; ordinal++)
        {
            var cleansed = results[ordinal];
            if (cleansed.Kind is CleansedKind.Dead or CleansedKind.Dropped)
            {
                Refused++;
                continue;
            }

            watermark = Math.Max(watermark, cleansed.Time - (long)source.OutOfOrder.TotalMilliseconds - 1);
            foreach (var entry in source.Entries)
            {
                if (Follow(_encoders[source.Index].Event(record, ordinal, cleansed, entry, watermark), entry.Key, timestamp) is { } row)
                {
                    rows.Add(row);
                }
            }
        }

        _partitions[(source.Index, partition)] = (next + 1, watermark);
        return rows;
    }

    private OfflineRow? Follow(OutgoingRecord record, int key, long timestamp)
    {
        while (true)
        {
            var (forward, row) = _stages[key++].Take(record, timestamp);
            if (forward is null)
            {
                return row;
            }

            record = forward;
        }
    }

    private OriginList OriginsOf(KeyPlan key, int partitions)
    {
        var topics = ImmutableArray.CreateBuilder<OriginTopic>();
        if (key.Index > 0)
        {
            topics.Add(new OriginTopic(TopicHash.Of(_plan.Keys[key.Index - 1].Topic), _plan.Generation, 1));
        }

        topics.AddRange(_plan.Sources
            .Where(source => source.Entries.Any(entry => entry.Key == key.Index))
            .Select(source => new OriginTopic(source.TopicHash, Epoch, partitions)));
        return new OriginList(topics.ToImmutable());
    }
}

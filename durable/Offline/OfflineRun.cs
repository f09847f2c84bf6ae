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

    /// <summary>Source records that became dead letters or were dropped.</summary>
    public long Refused { get; private set; }

    /// <summary>Takes a source record in.</summary>
    /// <param name="topic">One of the plan's source topics.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="value">Its bytes.</param>
    /// <param name="timestamp">The broker's time stamp, milliseconds since the epoch.</param>
    /// <returns>The event's features; null where it is refused, a repeat, too late, or of a source that is not scored.</returns>
    /// <exception cref="ArgumentException">The topic is no source of the pipeline.</exception>
    public OfflineRow? Take(string topic, int partition, ReadOnlyMemory<byte> value, long timestamp)
    {
        if (!_sources.TryGetValue(topic, out var source))
        {
            throw new ArgumentException($"{topic} is no source of {_plan.Name}.");
        }

        var memory = _partitions.GetValueOrDefault((source.Index, partition), (0, long.MinValue));
        var record = new LogRecord { Topic = topic, Partition = partition, Offset = memory.Next, Timestamp = timestamp, Value = value };
        var cleansed = source.Execution.Cleanse(value.Span, timestamp);
        var watermark = memory.Watermark;
        OfflineRow? row = null;
        if (cleansed.Kind is CleansedKind.Dead or CleansedKind.Dropped)
        {
            Refused++;
        }
        else
        {
            watermark = Math.Max(watermark, cleansed.Time - (long)source.OutOfOrder.TotalMilliseconds - 1);
            foreach (var entry in source.Entries)
            {
                row = Follow(_encoders[source.Index].Event(record, cleansed, entry, watermark), entry.Key, timestamp) ?? row;
            }
        }

        _partitions[(source.Index, partition)] = (memory.Next + 1, watermark);
        return row;
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

using System.Collections.Immutable;
using Serverless.Durable.Stages;
using Serverless.Streams;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Streams.Tables;

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
    private readonly int _partitionCount;
    private bool _isComplete;

    /// <summary>Of a pipeline with a model.</summary>
    /// <param name="plan">The pipeline.</param>
    /// <param name="partitions">Partitions of each source topic, at least 1.</param>
    /// <param name="tables">The rows of its reference tables, by name; one version each for the whole of history.</param>
    /// <exception cref="ArgumentException">The pipeline has no model, or a table has no rows.</exception>
    public OfflineRun(PipelinePlan plan, int partitions, IReadOnlyDictionary<string, TableRows>? tables = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        _partitionCount = partitions;
        _plan = plan.Model is null ? throw new ArgumentException($"The pipeline {plan.Name} has no model, so it makes no features.") : plan;
        _sources = plan.Sources.ToDictionary(source => source.Topic, StringComparer.Ordinal);
        _encoders = [.. plan.Sources.Select(source => new CleanseEncoder(plan, source, new StageOptions()))];
        var lookUps = LookUpsOf(plan, tables);
        _stages = [.. plan.Keys.Select(key => new OfflineStage(plan, key, OriginsOf(key, partitions), lookUps))];
    }

    /// <summary>Source events that became dead letters or were dropped.</summary>
    public long Refused { get; private set; }

    /// <summary>Takes a source record in.</summary>
    /// <param name="topic">One of the plan's source topics.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="value">Its bytes.</param>
    /// <param name="timestamp">The broker's time stamp, milliseconds since the epoch.</param>
    /// <returns>
    /// One per event that reaches the model now: none where the record is refused, a repeat, too late, or of a source that is not scored; several where its decoder finds several,
    /// or in a pipeline that says <c>AtWatermark()</c>, where the watermark has passed several.
    /// </returns>
    /// <exception cref="ArgumentException">The topic is no source of the pipeline.</exception>
    /// <exception cref="InvalidOperationException">The run is complete.</exception>
    public IReadOnlyList<OfflineRow> Take(string topic, int partition, ReadOnlyMemory<byte> value, long timestamp)
    {
        if (_isComplete)
        {
            throw new InvalidOperationException("The run is complete: it takes no more records.");
        }

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
                Follow(_encoders[source.Index].Event(record, ordinal, new OriginPosition(next, ordinal), cleansed, entry, watermark), entry.Key, timestamp, rows);
            }
        }

        _partitions[(source.Index, partition)] = (next + 1, watermark);
        return rows;
    }

    /// <summary>Ends the run: every origin sends its last record, with the greatest watermark, so that every window closes and no event waits any longer.</summary>
    /// <returns>The events that waited for the watermark, with their features.</returns>
    public IReadOnlyList<OfflineRow> Complete()
    {
        var rows = new List<OfflineRow>();
        for (var key = 0; key < _stages.Length && !_isComplete; key++)
        {
            if (key > 0)
            {
                Follow(_stages[key - 1].End(), key, 0, rows);
            }

            foreach (var source in _plan.Sources.Where(source => source.Entries.Any(entry => entry.Key == key)))
            {
                for (var partition = 0; partition < _partitionCount; partition++)
                {
                    var next = _partitions.GetValueOrDefault((source.Index, partition)).Next;
                    Follow(OfflineStage.End(new OriginId(source.TopicHash, partition, Epoch), next), key, 0, rows);
                }
            }
        }

        _isComplete = true;
        return rows;
    }

    private static LookUps? LookUpsOf(PipelinePlan plan, IReadOnlyDictionary<string, TableRows>? tables)
    {
        var lookUps = plan.Tables.IsEmpty ? null : new LookUps(plan.Tables.Length);
        for (var table = 0; table < plan.Tables.Length; table++)
        {
            var name = plan.Tables[table].Name;
            lookUps!.Use(table, tables?.GetValueOrDefault(name) ?? throw new ArgumentException($"The pipeline {plan.Name} looks things up in the table {name}, of which there are no rows."));
        }

        return lookUps;
    }

    private void Follow(OutgoingRecord record, int key, long timestamp, List<OfflineRow> rows)
    {
        foreach (var forward in _stages[key].Take(record, timestamp, rows))
        {
            Follow(forward, key + 1, timestamp, rows);
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

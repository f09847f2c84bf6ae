using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Serverless.Durable.Telemetry;

/// <summary>
/// The metrics of a process: names and attributes of OpenTelemetry's messaging conventions where these have one
/// (opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics), <c>serverless.*</c> for the rest. docs/telemetry.md has the table. Recorded per batch, and only while somebody listens.
/// </summary>
public static class PipelineMeter
{
    /// <summary>The meter to subscribe to.</summary>
    public const string Name = "Serverless";

    /// <summary>The attribute of a topic.</summary>
    internal const string Destination = "messaging.destination.name";

    /// <summary>The attribute of a partition.</summary>
    internal const string Partition = "messaging.destination.partition.id";

    private const string Reason = "serverless.reason";
    private static readonly Meter Meter = new(Name);
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] };
    private static readonly KeyValuePair<string, object?> System = new("messaging.system", "kafka");
    private static readonly Counter<long> Duplicates = Counter("serverless.duplicates", "{event}", "Repeats that were dropped.");
    private static readonly Counter<long> SentMessages = Counter("messaging.client.sent.messages", "{message}", "Records appended and acknowledged.");
    private static readonly Counter<long> ScoreTenths = Counter("serverless.scores", "{prediction}", "Scores by tenth of their range.");
    private static readonly Counter<long> ModelRefusals = Counter("serverless.model.refusals", "{version}", "Model versions that the store wants in force and that were refused.");
    private static readonly Counter<long> Generations = Counter("serverless.checkpoint.generations", "{entity}", "Stuck entities that were left for a new one.");
    private static readonly Gauge<long> GroupLag = Meter.CreateGauge<long>("kafka.consumer_group.lag", "{message}", "Records of a source's partition that are not committed.");
    private static readonly Histogram<double> Process = Histogram("messaging.process.duration", "Time that a batch of one partition took.");
    private static readonly Histogram<double> Operation = Histogram("messaging.client.operation.duration", "Time from the append to the last acknowledgement.");
    private static readonly Histogram<double> Recovery = Histogram("serverless.recovery.duration", "Time to load a checkpoint and read the log forward.");
    private static readonly Histogram<double> EndToEnd = Histogram("serverless.end_to_end.duration", "Age of a batch's oldest event, by its broker's time stamp, when its prediction was acknowledged.");

    private static readonly FrozenDictionary<string, (Counter<long> Counter, string? Attribute, KeyValuePair<string, object?> Fixed)> Counters =
        new Dictionary<string, (Counter<long>, string?, KeyValuePair<string, object?>)>
        {
            [PipelineCounters.EventsIn] = (Counter("messaging.client.consumed.messages", "{message}", "Source records taken in."), Destination, System),
            [PipelineCounters.Clean] = (Counter("serverless.clean", "{event}", "Clean records of scored sources."), Destination, default),
            [PipelineCounters.Labels] = (Counter("serverless.labels", "{event}", "Clean records of the other sources."), Destination, default),
            [PipelineCounters.Dead] = (Counter("serverless.dead_letters", "{event}", "Records that can't be processed."), Reason, default),
            [PipelineCounters.Dropped] = (Counter("serverless.dropped", "{event}", "Records that the pipeline drops."), Reason, default),
            [PipelineCounters.Late] = (Counter("serverless.late", "{event}", "Late events that were not scored."), null, default),
            [PipelineCounters.Repeats] = (Duplicates, null, new("serverless.duplicate.kind", "lineage")),
            [PipelineCounters.Duplicates] = (Duplicates, null, new("serverless.duplicate.kind", "unique")),
            [PipelineCounters.HeldBack] = (Duplicates, null, new("serverless.duplicate.kind", "tail")),
            [PipelineCounters.Holes] = (Counter("serverless.holes", "{message}", "Records below a batch that nobody had brought, read from the log."), Destination, default),
            [PipelineCounters.Lost] = (Counter("serverless.loss", "{message}", "Records that the log deleted before they were processed."), "serverless.partition", default),
            [PipelineCounters.Predictions] = (Counter("serverless.predictions", "{event}", "Predictions published."), null, default),
            [PipelineCounters.Routed] = (Counter("serverless.routed", "{event}", "Predictions by route."), Destination, default),
            [PipelineCounters.Windows] = (Counter("serverless.windows", "{window}", "Windows fired, revisions included."), null, default),
            [PipelineCounters.Recoveries] = (Counter("serverless.recoveries", "{recovery}", "Recoveries of shards."), null, default),
            [PipelineCounters.Checkpoints] = (Counter("serverless.checkpoints", "{checkpoint}", "Checkpoints confirmed."), null, default),
            [PipelineCounters.CheckpointRefusals] = (Counter("serverless.checkpoint.refusals", "{checkpoint}", "Checkpoints that the store did not take: another worker is further."), null, default),
            [PipelineCounters.LookUps] = (Counter("serverless.table.look_ups", "{look_up}", "Look-ups in reference tables."), "serverless.table.name", default),
            [PipelineCounters.AbsentKeys] = (Counter("serverless.table.absent_keys", "{look_up}", "Look-ups of keys that a reference table does not have."), "serverless.table.name", default),
            [PipelineCounters.Swaps] = (Counter("serverless.model.swaps", "{shard}", "Shards that changed to another activation."), null, default),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A model version was refused.</summary>
    /// <param name="model">The model.</param>
    public static void ModelRefused(string model) => ModelRefusals.Add(1, new KeyValuePair<string, object?>("serverless.model.name", model));

    /// <summary>A stuck entity was left for one of the next generation.</summary>
    /// <param name="topic">The keyed topic.</param>
    /// <param name="partition">The shard.</param>
    public static void EntityLeft(string topic, int partition) =>
        Generations.Add(1, new KeyValuePair<string, object?>(Destination, topic), new KeyValuePair<string, object?>(Partition, partition));

    internal static bool CountsSent => SentMessages.Enabled;

    internal static void Count(string counter, long amount, string detail)
    {
        if (!Counters.TryGetValue(counter, out var metric) || !metric.Counter.Enabled)
        {
            return;
        }

        var tags = default(TagList);
        if (metric.Fixed.Key is not null)
        {
            tags.Add(metric.Fixed);
        }

        if (metric.Attribute is { } attribute)
        {
            tags.Add(attribute, detail);
        }

        metric.Counter.Add(amount, tags);
    }

    /// <summary>A stage stops for records that are gone: metric only, since the process has not gone on without them.</summary>
    internal static void Refused(long lost, string partition)
    {
        if (lost > 0)
        {
            Count(PipelineCounters.Lost, lost, partition);
        }
    }

    internal static void Sent(string topic, long amount) => SentMessages.Add(amount, System, new KeyValuePair<string, object?>(Destination, topic));

    internal static void Scored(int tenth, long amount, string version) =>
        ScoreTenths.Add(amount, new KeyValuePair<string, object?>("serverless.score.tenth", tenth), new KeyValuePair<string, object?>("serverless.model.version", version));

    internal static void Lag(string topic, int partition, string group, long records) => GroupLag.Record(
        records, System, new KeyValuePair<string, object?>(Destination, topic), new KeyValuePair<string, object?>(Partition, partition), new KeyValuePair<string, object?>("messaging.consumer.group.name", group));

    internal static void Processed(TimeSpan took, in TagList tags) => Process.Record(took.TotalSeconds, tags);

    internal static void Appended(TimeSpan took, string? error)
    {
        var tags = new TagList(System, new("messaging.operation.name", "send"), new("messaging.operation.type", "send"));
        if (error is not null)
        {
            tags.Add("error.type", error);
        }

        Operation.Record(took.TotalSeconds, tags);
    }

    internal static void Recovered(TimeSpan took, string topic) => Recovery.Record(took.TotalSeconds, new KeyValuePair<string, object?>(Destination, topic));

    internal static void Answered(TimeSpan age) => EndToEnd.Record(Math.Max(0, age.TotalSeconds));

    private static Counter<long> Counter(string name, string unit, string description) => Meter.CreateCounter<long>(name, unit, description);

    private static Histogram<double> Histogram(string name, string description) => Meter.CreateHistogram(name, "s", description, tags: null, Seconds);
}

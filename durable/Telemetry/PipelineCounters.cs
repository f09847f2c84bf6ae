using System.Collections.Concurrent;

namespace Serverless.Durable.Telemetry;

/// <summary>What a process counted since it started: only what was acknowledged. A replay counts again.</summary>
public sealed class PipelineCounters
{
    private readonly ConcurrentDictionary<(string Name, string Detail), long> _counts = new();

    /// <summary>Source records taken in.</summary>
    public const string EventsIn = "eventsIn";

    /// <summary>Those of the scored sources.</summary>
    public const string ScoredIn = "scoredIn";

    /// <summary>Clean records of scored sources.</summary>
    public const string Clean = "clean";

    /// <summary>Dead letters, by reason.</summary>
    public const string Dead = "dead";

    /// <summary>Dropped records, by the user's name for it.</summary>
    public const string Dropped = "dropped";

    /// <summary>What cleansing did, by step: <c>card.transactions: Clip(Distance)</c>. A step counts what it changed, marked or ended.</summary>
    public const string Steps = "steps";

    /// <summary>Clean records of the other sources.</summary>
    public const string Labels = "labels";

    /// <summary>Repeats by the business's id.</summary>
    public const string Duplicates = "duplicates";

    /// <summary>Repeats by lineage.</summary>
    public const string Repeats = "repeats";

    /// <summary>Late events that were not scored.</summary>
    public const string Late = "late";

    /// <summary>Predictions published.</summary>
    public const string Predictions = "predictions";

    /// <summary>Predictions by route.</summary>
    public const string Routed = "routed";

    /// <summary>Windows fired.</summary>
    public const string Windows = "windows";

    /// <summary>Recoveries of shards.</summary>
    public const string Recoveries = "recoveries";

    /// <summary>Checkpoints confirmed.</summary>
    public const string Checkpoints = "checkpoints";

    /// <summary>Offsets that retention had taken before they were read, by partition; what <c>--accept-loss</c> went on without.</summary>
    public const string Lost = "lost";

    /// <summary>Outputs held back after a takeover, since the tail of their topic has them.</summary>
    public const string HeldBack = "heldBack";

    /// <summary>Records read from a hole, by topic.</summary>
    public const string Holes = "holes";

    /// <summary>Checkpoints that the store did not take.</summary>
    public const string CheckpointRefusals = "checkpointRefusals";

    /// <summary>Look-ups in reference tables, by table.</summary>
    public const string LookUps = "lookUps";

    /// <summary>Look-ups of a key that the table does not have, by table: what the pipeline's model has not learned of, perhaps.</summary>
    public const string AbsentKeys = "absentKeys";

    /// <summary>Changes of the model or a table in force, by shard.</summary>
    public const string Swaps = "swaps";

    /// <summary>Adds to a counter, and to its metric.</summary>
    /// <param name="name">The counter.</param>
    /// <param name="amount">How many.</param>
    /// <param name="detail">A reason, a topic, or nothing.</param>
    public void Add(string name, long amount = 1, string detail = "")
    {
        if (amount != 0)
        {
            _counts.AddOrUpdate((name, detail), amount, (_, before) => before + amount);
            PipelineMeter.Count(name, amount, detail);
        }
    }

    /// <summary>A counter over all its details.</summary>
    /// <param name="name">The counter.</param>
    public long Total(string name) => _counts.Where(count => count.Key.Name == name).Sum(count => count.Value);

    /// <summary>A counter by detail, sorted.</summary>
    /// <param name="name">The counter.</param>
    public IReadOnlyDictionary<string, long> Details(string name) =>
        new SortedDictionary<string, long>(_counts.Where(count => count.Key.Name == name).ToDictionary(count => count.Key.Detail, count => count.Value), StringComparer.Ordinal);
}

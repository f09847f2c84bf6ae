using System.Collections.Immutable;
using System.Text;
using Serverless.Durable.Ports;
using Serverless.Streams;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Durable.Checkpoints;

/// <summary>A shard's newest checkpoint, opened: position, lineage, remembered ids, and what is kept under a key.</summary>
public sealed class StoredShard
{
    private readonly KeyedFold _fold;

    private StoredShard(PipelinePlan plan, int stage, ShardId shard, StoredCheckpoint stored, List<ReadOnlyMemory<byte>> segments)
    {
        (Shard, DeployRevision) = (shard, stored.DeployRevision);
        _fold = new KeyedFold(plan, stage);
        new FoldState(_fold, Horizon.OfScored(plan)).Load(segments);
    }

    /// <summary>The shard.</summary>
    public ShardId Shard { get; }

    /// <summary>The offset to go on from; 0 without a checkpoint.</summary>
    public long Position => _fold.Position;

    /// <summary>Of who wrote it.</summary>
    public long DeployRevision { get; }

    /// <summary>Its watermark; null while it has none.</summary>
    public DateTimeOffset? Watermark => DateOf(_fold.Origins.Watermark);

    /// <summary>Who sent, and how far.</summary>
    public ImmutableArray<StoredOrigin> Lineage =>
        [.. _fold.Origins.Marks.Select(mark => new StoredOrigin(
            TopicOf(mark.Key.Topic), mark.Key.Partition, mark.Key.Epoch, mark.Value.Position.Offset, DateOf(mark.Value.Watermark), mark.Value.IsIdle))
            .OrderBy(origin => origin.Topic, StringComparer.Ordinal).ThenBy(origin => origin.Partition)];

    /// <summary>The business ids that it remembers.</summary>
    public ImmutableArray<StoredId> Ids =>
        [.. _fold.Ids.All.Select(id => new StoredId(_fold.Plan.Sources[id.Source].Topic, id.Id, DateOf(id.Horizon)))];

    /// <summary>Opens the newest checkpoint of a shard.</summary>
    /// <param name="plan">The pipeline.</param>
    /// <param name="stage">The key's number in the plan.</param>
    /// <param name="number">The shard.</param>
    /// <param name="checkpoints">Where they are.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The shard; without a checkpoint it is empty.</returns>
    /// <exception cref="CheckpointException">It can't be read, or the plan can't go on from it.</exception>
    public static async ValueTask<StoredShard> ReadAsync(PipelinePlan plan, int stage, int number, ICheckpoints checkpoints, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(checkpoints);
        var shard = new ShardId(plan.Keys[stage].Topic, number);
        var (stored, segments) = await CheckpointSegments.LoadAsync(checkpoints, shard, cancellationToken).ConfigureAwait(false);
        segments.Add(stored.Inline);
        try
        {
            return new StoredShard(plan, stage, shard, stored, segments);
        }
        catch (FormatException damage)
        {
            throw new CheckpointException($"{shard}: {damage.Message}", damage) { IsFatal = true };
        }
    }

    /// <summary>The shard that a key belongs to.</summary>
    /// <param name="plan">The pipeline.</param>
    /// <param name="key">The key.</param>
    public static int NumberOf(PipelinePlan plan, string key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Murmur2.PartitionOf(Encoding.UTF8.GetBytes(key), plan.Shards);
    }

    /// <summary>What is kept under a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Its values; null where there is nothing.</returns>
    public StoredValues? Find(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (_fold.Keys.Find(Encoding.UTF8.GetBytes(key)) is not { } state)
        {
            return null;
        }

        var at = state.Tracks.Where(rows => rows is { Count: > 0 }).Select(rows => rows!.LastTime).Append(_fold.Origins.Watermark).Max();
        return new StoredValues(key, Shard.Number, Position, Watermark, DateOf(at), Trailing(state, at), [.. Windows(state)]);
    }

    private static DateTimeOffset? DateOf(long time) =>
        time >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && time <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;

    private static object? ValueOf(AggregateValue value) => value.Object ?? (double.IsFinite(value.Number) ? value.Number : null);

    private SortedDictionary<string, object?> Trailing(KeyState state, long at)
    {
        var (numbers, objects) = (new double[_fold.Plan.RowWidth], new object?[_fold.Plan.ObjectWidth]);
        var values = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        for (var index = 0; index < _fold.Key.Tracks.Length; index++)
        {
            var track = _fold.Key.Tracks[index];
            new TrailingAggregates(track).Fill(state.Tracks[index], at, numbers, objects);
            foreach (var aggregate in track.Aggregates)
            {
                values[aggregate.Name] = ValueOf(aggregate.Spec.IsNumber ? new(numbers[aggregate.Slot]) : new(double.NaN, objects[aggregate.Slot]));
            }
        }

        return values;
    }

    private IEnumerable<StoredWindow> Windows(KeyState state)
    {
        for (var index = 0; index < _fold.Key.Windows.Length; index++)
        {
            var plan = _fold.Key.Windows[index];
            for (var window = state.Windows[index]?.Newest; window is not null; window = window.Older)
            {
                var (taken, newest) = (window.Aggregates, Math.Max(window.Start, _fold.Origins.Watermark));
                var fold = _fold.Windows[index];
                var values = plan.Aggregates.Select((aggregate, at) => (aggregate.Name, Value: ValueOf(fold.ValueOf(at, taken?[at], newest, out _))));
                yield return new StoredWindow(plan.Name, DateOf(window.Start), window.Fired, values.ToDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal));
            }
        }
    }

    private string? TopicOf(ulong hash) =>
        _fold.Plan.Sources.Select(source => source.Topic).Concat(_fold.Plan.Keys.Select(key => key.Topic)).FirstOrDefault(topic => TopicHash.Of(topic) == hash);
}

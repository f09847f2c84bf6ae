using System.Collections.Immutable;
using System.Globalization;
using Serverless.Durable.Ports;
using Serverless.Streams;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;

namespace Serverless.Durable.Checkpoints;

/// <summary>Looks into the checkpoints of a pipeline without running it.</summary>
public static class StateInspection
{
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Reads every shard's newest checkpoint.</summary>
    /// <param name="plan">The pipeline.</param>
    /// <param name="checkpoints">Where they are.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Per key of the plan what is stored.</returns>
    /// <exception cref="CheckpointException">One can't be read, or the plan can't go on from it.</exception>
    public static async Task<ImmutableArray<StoredKey>> ReadAsync(PipelinePlan plan, ICheckpoints checkpoints, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(checkpoints);
        var keys = ImmutableArray.CreateBuilder<StoredKey>(plan.Keys.Length);
        foreach (var key in plan.Keys)
        {
            keys.Add(await ReadAsync(plan, key, checkpoints, cancellationToken).ConfigureAwait(false));
        }

        return keys.MoveToImmutable();
    }

    private static async Task<StoredKey> ReadAsync(PipelinePlan plan, KeyPlan key, ICheckpoints checkpoints, CancellationToken cancellationToken)
    {
        var (reports, bytes) = (new List<StateReport>(), 0L);
        for (var number = 0; number < plan.Shards; number++)
        {
            var shard = new ShardId(key.Topic, number);
            var (stored, segments) = await CheckpointSegments.LoadAsync(checkpoints, shard, cancellationToken).ConfigureAwait(false);
            if (stored.Position == 0)
            {
                continue;
            }

            segments.Add(stored.Inline);
            bytes += segments.Sum(segment => (long)segment.Length);
            try
            {
                reports.Add(new StateReport(plan, key.Index, segments));
            }
            catch (FormatException damage)
            {
                throw new CheckpointException($"{shard}: {damage.Message}", damage) { IsFatal = true };
            }
        }

        var definitions = reports.SelectMany(report => report.Lines).GroupBy(line => (line.Name, line.Hash)).Select(lines => new StoredDefinition(
            key.Name,
            lines.Key.Name,
            lines.Key.Hash.ToString("x16", CultureInfo.InvariantCulture),
            lines.Sum(line => line.Keys),
            lines.Sum(line => line.Bytes),
            DateOf(lines.Min(line => line.Oldest))));
        return new StoredKey(
            key.Name,
            reports.Count,
            reports.Sum(report => (long)report.Keys),
            reports.Sum(report => (long)report.Ids),
            reports.Sum(report => (long)report.Waiting),
            bytes,
            DateOf(reports.Count == 0 ? null : reports.Min(report => report.Watermark)),
            [.. definitions],
            [.. reports.SelectMany(report => report.Warming).GroupBy(line => (line.Name, line.Kind)).Select(lines => new WarmingAggregate(
                lines.Key.Name, Words(lines.Key.Kind), DateOf(lines.Max(line => line.From)) ?? DateTimeOffset.MaxValue))]);
    }

    private static string Words(WarmingKind kind) => kind switch
    {
        WarmingKind.Events => "events from",
        WarmingKind.Windows => "windows that start from",
        WarmingKind.Keys => "keys that begin, or begin again, after",
        _ => "keys with as many records from",
    };

    private static DateTimeOffset? DateOf(long? time) =>
        time is { } known && known >= Earliest && known <= Latest ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;
}

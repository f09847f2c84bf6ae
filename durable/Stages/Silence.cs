using Serverless.Durable.Ports;
using Serverless.Streams;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>
/// What a shard has published before, per output topic of which it is the only writer of its partition. Silence is decided topic by topic:
/// a prediction may have landed and its alert not. Elsewhere everything goes out again, and receivers drop it.
/// </summary>
internal sealed class Silence
{
    private readonly Dictionary<string, OutputId?> _tails = new(StringComparer.Ordinal);

    private OutputId? _single;

    /// <summary>Nothing was published: nothing is held back.</summary>
    public static Silence None { get; } = new();

    /// <summary>The greatest offset at or below which nothing needs to be scored again.</summary>
    public long ScoredThrough { get; private init; } = -1;

    /// <summary>The greatest offset that a tail names.</summary>
    public long LastOffset { get; private init; } = -1;

    public static async ValueTask<Silence> ReadAsync(ILog log, PipelinePlan plan, WriterId writer, CancellationToken cancellationToken)
    {
        var tails = new Dictionary<string, OutputId?>(StringComparer.Ordinal);
        foreach (var topic in plan.Routes.Select(route => route.Topic).Prepend(plan.Predictions).Distinct())
        {
            tails[topic] = await log.TailAsync(topic, writer.Shard, writer, cancellationToken).ConfigureAwait(false);
        }

        // The last row of the lowest tail may itself have more to say, so it is scored again.
        var silence = new Silence { ScoredThrough = tails.Values.Min(tail => tail?.Offset ?? 0) - 1, LastOffset = tails.Values.Max(tail => tail?.Offset ?? -1) };
        foreach (var (topic, tail) in tails)
        {
            silence._tails[topic] = tail;
        }

        if (!plan.Keeps(ProtocolRule.TailPerTopic))
        {
            silence._single = tails.Values.OrderBy(tail => tail?.Offset ?? -1).Last();
        }

        return silence;
    }

    public bool Holds(string topic, WriterId writer, long offset, long slot) =>
        (_single ?? _tails.GetValueOrDefault(topic)) is { } tail && !new OutputId(writer, offset, slot).IsAfter(tail);
}

using System.Collections.Immutable;
using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>What an appender has seen of a shard's log.</summary>
/// <param name="Next">The offset to look on from.</param>
/// <param name="Origins">Who counts there.</param>
/// <param name="Activated">The models and tables that are active.</param>
internal sealed record ShardView(long Next, OriginList Origins, ImmutableHashSet<string> Activated)
{
    /// <summary>With what one more record says.</summary>
    public ShardView With(LogRecord record) =>
        !record.TryGetHeader(KeyedHeader.Name, out var header)
            ? this
            : KeyedHeader.KindOf(header.Span) switch
            {
                KeyedRecordKind.Origins => this with { Origins = Origins.With(OriginList.Parse(record.Value.Span)) },
                KeyedRecordKind.Tick => this with { Activated = Activated.Union(Tick.Parse(record.Value.Span).Rollout.Select(activation => activation.Artifact)) },
                _ => this,
            };
}

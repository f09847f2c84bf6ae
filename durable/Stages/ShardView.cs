using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>What an appender has seen of a shard's log: who counts there, and which models are active.</summary>
internal sealed class ShardView
{
    public required long Next { get; set; }

    public required OriginList Origins { get; set; }

    public required HashSet<string> Activated { get; init; }

    public void See(LogRecord record)
    {
        if (!record.TryGetHeader(KeyedHeader.Name, out var header))
        {
            return;
        }

        switch (KeyedHeader.KindOf(header.Span))
        {
            case KeyedRecordKind.Origins:
                Origins = Origins.With(OriginList.Parse(record.Value.Span));
                break;
            case KeyedRecordKind.Tick:
                Activated.UnionWith(Tick.Parse(record.Value.Span).Rollout.Select(activation => activation.Artifact));
                break;
            default:
                break;
        }
    }
}

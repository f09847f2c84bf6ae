using Serverless.Durable.Telemetry;
using Serverless.Local.Host;
using Serverless.Streams;

namespace Serverless.Local.Cli.Run;

/// <summary>The summary of a replay, as <c>--json</c> writes it: inputs as the worker counted them, outputs as a reader found them.</summary>
internal sealed record ReplaySummary
{
    public required string Pipeline { get; init; }

    public required int Rounds { get; init; }

    public required long EventsIn { get; init; }

    public required long Clean { get; init; }

    public required long Dropped { get; init; }

    public required long Duplicates { get; init; }

    public required long Late { get; init; }

    public required long Predictions { get; init; }

    public required long Windows { get; init; }

    /// <summary>Dead letters by reason.</summary>
    public required IReadOnlyDictionary<string, long> Dead { get; init; }

    /// <summary>Predictions by the topics that the pipeline sends them to.</summary>
    public required IReadOnlyDictionary<string, long> Routes { get; init; }

    public required double EventsPerSecond { get; init; }

    /// <summary>Clean events without a prediction that were neither repeats, late nor dead; null where events wait for the watermark, or where another source's repeats are counted with theirs.</summary>
    public required long? Lost { get; init; }

    /// <summary>Events that wait for a watermark that did not come any more; null where none waits.</summary>
    public required long? Waiting { get; init; }

    public required long Duplicated { get; init; }

    public required long Repeats { get; init; }

    public static ReplaySummary Of(PipelinePlan plan, HostStatus status, OutputCounter read, int rounds, double rate)
    {
        long Total(string name) => status.Counters.TryGetValue(name, out var details) ? details.Values.Sum() : 0;
        var keyedDead = status.Counters.TryGetValue(PipelineCounters.Dead, out var reasons) ? reasons.GetValueOrDefault("error") : 0;
        var (clean, duplicates, late, predictions) =
            (Total(PipelineCounters.Clean), Total(PipelineCounters.Duplicates), Total(PipelineCounters.Late), read.Topics[plan.Predictions]);
        long? left = plan.Sources.All(source => source.IsScored) ? clean - duplicates - late - keyedDead - predictions : null;
        return new ReplaySummary
        {
            Pipeline = plan.Name,
            Rounds = rounds,
            EventsIn = Total(PipelineCounters.EventsIn),
            Clean = clean + Total(PipelineCounters.Labels),
            Dropped = Total(PipelineCounters.Dropped),
            Duplicates = duplicates,
            Late = late,
            Predictions = predictions,
            Windows = read.Events.Windows,
            Dead = read.DeadReasons,
            Routes = plan.Routes.Select(route => route.Topic).Distinct().ToDictionary(topic => topic, topic => read.Topics[topic]),
            EventsPerSecond = Math.Round(rate, 1),
            Lost = plan.AtWatermark ? null : left,
            Waiting = plan.AtWatermark ? left : null,
            Duplicated = read.Duplicated,
            Repeats = read.Repeats,
        };
    }
}

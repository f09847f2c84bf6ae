using Serverless.Durable.Ports;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Local.Cli.Run;

/// <summary>Reads a pipeline's outputs under the last-id rule and counts them: what a consumer gets, not what the worker says.</summary>
internal sealed class OutputCounter
{
    private readonly PipelinePlan _plan;
    private readonly OutputFollower _outputs;
    private readonly HashSet<string> _scored = new(StringComparer.Ordinal);

    private OutputCounter(ILog log, PipelinePlan plan) => (_plan, _outputs) = (plan, new OutputFollower(log, Count));

    /// <summary>Per topic how many outputs.</summary>
    public SortedDictionary<string, long> Topics { get; } = new(StringComparer.Ordinal);

    /// <summary>Per reason how many dead letters.</summary>
    public SortedDictionary<string, long> DeadReasons { get; } = new(StringComparer.Ordinal);

    /// <summary>Of the topic of events: how many closed windows, and how many late events.</summary>
    public (long Windows, long Late) Events { get; private set; }

    /// <summary>Raw repeats that the rule left out.</summary>
    public long Repeats => _outputs.Repeats;

    /// <summary>Predictions of an event that had one already.</summary>
    public long Duplicated { get; private set; }

    /// <summary>Begins at the end of what the topics hold now.</summary>
    public static async Task<OutputCounter> StartAsync(ILog log, PipelinePlan plan, CancellationToken stop)
    {
        var counter = new OutputCounter(log, plan);
        foreach (var topic in plan.OwnedTopics.Except(plan.Keys.Select(key => key.Topic)))
        {
            counter.Topics[topic] = 0;
            await counter._outputs.AddAsync(topic, plan.Shards, stop).ConfigureAwait(false);
        }

        return counter;
    }

    /// <summary>Counts what has come since, up to the end of every partition.</summary>
    public Task ReadAsync() => _outputs.ReadAsync();

    private void Count(LogRecord record)
    {
        Topics[record.Topic]++;
        if (record.Topic == _plan.Predictions)
        {
            Duplicated += _scored.Add(OutputFollower.Header(record, OutputHeaders.Origin)) ? 0 : 1;
        }
        else if (record.Topic == _plan.Dead)
        {
            var reason = OutputFollower.Header(record, OutputHeaders.Reason);
            DeadReasons[reason] = DeadReasons.GetValueOrDefault(reason) + 1;
        }
        else if (record.Topic == _plan.Events)
        {
            var type = OutputFollower.Header(record, OutputHeaders.Type);
            Events = (Events.Windows + (type == "window" ? 1 : 0), Events.Late + (type == "late" ? 1 : 0));
        }
    }
}

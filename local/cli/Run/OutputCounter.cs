using System.Text;
using Serverless.Durable.Ports;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Local.Cli.Run;

/// <summary>Reads a pipeline's outputs under the last-id rule and counts them: what a consumer gets, not what the worker says.</summary>
internal sealed class OutputCounter
{
    private const int MostAtOnce = 1_000;
    private readonly ILog _log;
    private readonly PipelinePlan _plan;
    private readonly LastIds _lastIds = new();
    private readonly HashSet<string> _scored = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Topic, int Partition), long> _next = [];

    private OutputCounter(ILog log, PipelinePlan plan) => (_log, _plan) = (log, plan);

    /// <summary>Per topic how many outputs.</summary>
    public SortedDictionary<string, long> Topics { get; } = new(StringComparer.Ordinal);

    /// <summary>Per reason how many dead letters.</summary>
    public SortedDictionary<string, long> DeadReasons { get; } = new(StringComparer.Ordinal);

    /// <summary>Of the topic of events: how many closed windows, and how many late events.</summary>
    public (long Windows, long Late) Events { get; private set; }

    /// <summary>Raw repeats that the rule left out.</summary>
    public long Repeats { get; private set; }

    /// <summary>Predictions of an event that had one already.</summary>
    public long Duplicated { get; private set; }

    /// <summary>Begins at the end of what the topics hold now.</summary>
    public static async Task<OutputCounter> StartAsync(ILog log, PipelinePlan plan, CancellationToken stop)
    {
        var counter = new OutputCounter(log, plan);
        foreach (var topic in plan.OwnedTopics.Except(plan.Keys.Select(key => key.Topic)))
        {
            counter.Topics[topic] = 0;
            for (var partition = 0; partition < plan.Shards; partition++)
            {
                counter._next[(topic, partition)] = (await log.BoundsAsync(topic, partition, stop).ConfigureAwait(false)).End;
            }
        }

        return counter;
    }

    /// <summary>Counts what has come since, up to the end of every partition.</summary>
    public async Task ReadAsync()
    {
        foreach (var (topic, partition) in _next.Keys.ToArray())
        {
            LogSlice slice;
            do
            {
                slice = await _log.ReadAsync(topic, partition, _next[(topic, partition)], MostAtOnce, TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
                foreach (var record in slice.Records)
                {
                    Count(record);
                }

                _next[(topic, partition)] = slice.Next;
            }
            while (slice.Next < slice.End);
        }
    }

    private void Count(LogRecord record)
    {
        if (OutputId.TryParse(Header(record, OutputHeaders.Id), out var id) && !_lastIds.IsNew(record.Topic, record.Partition, id))
        {
            Repeats++;
            return;
        }

        Topics[record.Topic]++;
        if (record.Topic == _plan.Predictions)
        {
            Duplicated += _scored.Add(Header(record, OutputHeaders.Origin)) ? 0 : 1;
        }
        else if (record.Topic == _plan.Dead)
        {
            var reason = Header(record, OutputHeaders.Reason);
            DeadReasons[reason] = DeadReasons.GetValueOrDefault(reason) + 1;
        }
        else if (record.Topic == _plan.Events)
        {
            var type = Header(record, OutputHeaders.Type);
            Events = (Events.Windows + (type == "window" ? 1 : 0), Events.Late + (type == "late" ? 1 : 0));
        }
    }

    private static string Header(LogRecord record, string name) => record.TryGetHeader(name, out var value) ? Encoding.UTF8.GetString(value.Span) : "";
}

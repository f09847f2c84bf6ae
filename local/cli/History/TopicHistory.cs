using Serverless.Durable.Ports;
using Serverless.Kafka;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Local.Cli.History;

/// <summary>What the source topics of a pipeline hold on a broker now, merged by the broker's time stamps: in the order in which it arrived.</summary>
internal static class TopicHistory
{
    private const int MostAtOnce = 1_000;

    /// <exception cref="LogException">The brokers do not answer.</exception>
    /// <exception cref="CommandException">No broker is named.</exception>
    public static IEnumerable<HistoryRecord> Read(PipelinePlan plan, string? brokers)
    {
        var settings = Wait(Shared.KafkaAsync(brokers, CancellationToken.None));
        var log = Wait(KafkaLog.ConnectAsync(settings, CancellationToken.None));
        try
        {
            var next = new PriorityQueue<IEnumerator<LogRecord>, (long Time, int Place)>();
            foreach (var source in plan.Sources)
            {
                for (var partition = Wait(log.PartitionsAsync(source.Topic, CancellationToken.None).AsTask()) - 1; partition >= 0; partition--)
                {
                    Enqueue(Partition(log, source.Topic, partition).GetEnumerator());
                }
            }

            while (next.TryDequeue(out var records, out _))
            {
                yield return new HistoryRecord(records.Current.Topic, records.Current.Partition, records.Current.Value, records.Current.Timestamp);
                Enqueue(records);
            }

            void Enqueue(IEnumerator<LogRecord> records)
            {
                if (records.MoveNext())
                {
                    next.Enqueue(records, (records.Current.Timestamp, plan.Sources.First(source => source.Topic == records.Current.Topic).Index));
                }
            }
        }
        finally
        {
            Wait(log.DisposeAsync().AsTask().ContinueWith(_ => true, TaskScheduler.Default));
        }
    }

    private static IEnumerable<LogRecord> Partition(KafkaLog log, string topic, int partition)
    {
        var bounds = Wait(log.BoundsAsync(topic, partition, CancellationToken.None).AsTask());
        return log.PiecesAsync(topic, partition, bounds.Start, bounds.End, MostAtOnce).ToBlockingEnumerable().SelectMany(records => records);
    }

    // History is read in order by one thread that has nothing else to do.
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}

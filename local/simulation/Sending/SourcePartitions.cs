using Serverless.Durable.Ports;

namespace Serverless.Local.Simulation.Sending;

/// <summary>The partitions of both source topics, as the broker has them.</summary>
internal sealed class SourcePartitions(ILog log, SourceTopics topics)
{
    public int Transactions { get; private set; }

    public int Frauds { get; private set; }

    public async Task FindAsync(CancellationToken cancellationToken)
    {
        Transactions = await CountAsync(topics.Transactions, cancellationToken).ConfigureAwait(false);
        Frauds = await CountAsync(topics.Frauds, cancellationToken).ConfigureAwait(false);
    }

    public async Task<Dictionary<(bool IsReport, int Partition), long>> EndsAsync(CancellationToken cancellationToken)
    {
        Dictionary<(bool, int), long> ends = [];
        foreach (var (isReport, topic, count) in new[] { (false, topics.Transactions, Transactions), (true, topics.Frauds, Frauds) })
        {
            for (var partition = 0; partition < count; partition++)
            {
                ends[(isReport, partition)] = (await log.BoundsAsync(topic, partition, cancellationToken).ConfigureAwait(false)).End;
            }
        }

        return ends;
    }

    private async Task<int> CountAsync(string topic, CancellationToken cancellationToken)
    {
        var count = await log.PartitionsAsync(topic, cancellationToken).ConfigureAwait(false);
        return count > 0 ? count : throw new SimulationException($"There is no topic {topic} to send to: create it first.");
    }
}

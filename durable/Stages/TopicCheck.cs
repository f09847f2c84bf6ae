using Serverless.Durable.Ports;
using Serverless.Streams;

namespace Serverless.Durable.Stages;

/// <summary>Compares the topics with the plan: a keyed topic with another number of partitions would put keys into wrong shards.</summary>
public static class TopicCheck
{
    /// <summary>Asks the log for the number of partitions of every topic of a plan. Both hosts do so before they run anything.</summary>
    /// <param name="plan">The pipeline.</param>
    /// <param name="log">Where its topics are.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>A task that ends when all fit.</returns>
    /// <exception cref="LogException">A topic is missing or has another number of partitions; fatal.</exception>
    public static async Task RunAsync(PipelinePlan plan, ILog log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(log);
        foreach (var source in plan.Sources)
        {
            if (await log.PartitionsAsync(source.Topic, cancellationToken).ConfigureAwait(false) == 0)
            {
                throw new LogException($"The source topic {source.Topic} does not exist.") { IsFatal = true };
            }
        }

        foreach (var topic in plan.OwnedTopics)
        {
            var partitions = await log.PartitionsAsync(topic, cancellationToken).ConfigureAwait(false);
            if (partitions == 0)
            {
                throw new LogException($"The topic {topic} does not exist: create it with {plan.Shards} partitions.") { IsFatal = true };
            }

            if (partitions != plan.Shards)
            {
                throw new LogException($"The topic {topic} has {partitions} partitions, but the pipeline {plan.Name} is pinned to {plan.Shards} shards.") { IsFatal = true };
            }
        }
    }
}

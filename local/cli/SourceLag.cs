using Serverless.Durable.Ports;
using Serverless.Streams;

namespace Serverless.Local.Cli;

/// <summary>What the sources hold beyond what the pipeline's group has committed.</summary>
internal static class SourceLag
{
    public static async Task<long> OfAsync(ILog log, PipelinePlan plan)
    {
        var lag = 0L;
        foreach (var source in plan.Sources)
        {
            for (var partition = await log.PartitionsAsync(source.Topic, CancellationToken.None).ConfigureAwait(false) - 1; partition >= 0; partition--)
            {
                var bounds = await log.BoundsAsync(source.Topic, partition, CancellationToken.None).ConfigureAwait(false);
                var committed = await log.CommittedAsync(plan.Name, source.Topic, partition, CancellationToken.None).ConfigureAwait(false);
                lag += bounds.End - (committed ?? bounds.Start);
            }
        }

        return lag;
    }
}

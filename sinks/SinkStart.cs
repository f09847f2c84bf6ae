using Serverless.Durable.Ports;

namespace Serverless.Sinks;

/// <summary>Where reading an output topic's partition goes on.</summary>
public static class SinkStart
{
    /// <summary>At what the database says, or at the topic's start.</summary>
    /// <param name="topic">The output topic.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="stored">The next offset by the database; null where nothing of the partition was stored.</param>
    /// <param name="bounds">What the topic holds.</param>
    /// <param name="acceptLoss">Whether to go on although outputs are gone before they were stored.</param>
    /// <returns>The first offset to read.</returns>
    /// <exception cref="LogException">Outputs are lost.</exception>
    public static long Of(string topic, int partition, long? stored, LogBounds bounds, bool acceptLoss)
    {
        var next = stored ?? bounds.Start;
        if ((next < bounds.Start || next > bounds.End) && !acceptLoss)
        {
            throw new LogException(
                $"{topic}/{partition}: {next} would be stored next, but the topic holds {bounds.Start} to {bounds.End}: outputs are lost; start with --accept-loss (in the Functions app: AcceptLoss) to go on without them.")
            {
                IsFatal = true,
            };
        }

        return next > bounds.End ? bounds.Start : Math.Max(next, bounds.Start);
    }
}

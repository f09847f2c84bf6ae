using Microsoft.Extensions.Logging;
using Serverless.Durable.Ports;
using Serverless.Sinks;

namespace Serverless.Functions;

/// <summary>
/// Infrastructure faults: the trigger repeats a failed batch at once and for ever, so pauses are made in here, doubled up to 15 seconds. All in all
/// they stay well below the poll interval of five minutes, or the broker would give the partitions to somebody else; then the fault is thrown.
/// Bad data never gets here: it is a dead letter.
/// </summary>
internal sealed class FaultBackoff(TimeProvider time, ILogger logger)
{
    /// <summary>After that much time a fault is thrown instead of tried again. One try may take a minute more.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromMinutes(2);

    private const int FirstMilliseconds = 250;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    public async Task RunAsync(string function, Func<Task> run, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await run().ConfigureAwait(false);
                return;
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                // What trying again can't help waits as well: the trigger would be back at once.
                var isFatal = IsFatal(fault);
                var pause = isFatal ? Longest : Pause(attempt);
                var isLast = isFatal || time.GetElapsedTime(start) + pause > Budget;
                logger.LogFault(function, attempt + 1, isLast, fault);
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
                if (isLast)
                    throw;
            }
        }
    }

    private static TimeSpan Pause(int attempt)
    {
        var doubled = TimeSpan.FromMilliseconds(FirstMilliseconds << Math.Min(attempt, 6));
        return doubled < Longest ? doubled : Longest;
    }

    private static bool IsFatal(Exception fault) =>
        fault is LogException { IsFatal: true } or CheckpointException { IsFatal: true } or ArtifactException { IsFatal: true } or SinkException { IsFatal: true };
}

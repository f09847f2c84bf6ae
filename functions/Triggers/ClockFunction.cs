using Microsoft.Azure.Functions.Worker;

namespace Serverless.Functions;

/// <summary>Clock: a timer runs on one instance at a time. Should two run nevertheless, their records are idempotent.</summary>
/// <param name="runner">Runs the stages.</param>
public sealed class ClockFunction(PipelineRunner runner)
{
    /// <summary>One tick, every ten seconds. A fault ends this tick only; the next one makes up for it.</summary>
    /// <param name="timer">The schedule.</param>
    /// <param name="cancellationToken">The worker stops.</param>
    [Function(nameof(Clock))]
    public Task Clock([TimerTrigger("*/10 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) => runner.TickAsync(cancellationToken);
}

using Serverless.Durable.Stages;

namespace Serverless.Local.Host.Loops;

/// <summary>Ticks. The first tick names origins and models: nothing else starts before it.</summary>
internal sealed class ClockLoop(LoopContext context, Clock clock, TimeSpan interval)
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the first tick.</summary>
    public Task FirstTick => _first.Task;

    public Task RunAsync() => new Supervised(context, "clock", AttemptAsync).RunAsync();

    private async Task AttemptAsync(Supervised supervised)
    {
        while (!context.Stop.IsCancellationRequested)
        {
            await clock.TickAsync(context.Abort).ConfigureAwait(false);
            supervised.Succeeded();
            _first.TrySetResult();
            await context.PauseAsync(interval).ConfigureAwait(false);
        }
    }
}

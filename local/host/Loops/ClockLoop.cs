using Serverless.Durable.Stages;

namespace Serverless.Local.Host.Loops;

/// <summary>Ticks while Clock is this process's to run; on files nothing else starts before the first tick, which names origins and models.</summary>
internal sealed class ClockLoop(LoopContext context, Func<bool> isOurs, TimeSpan interval)
{
    private const string Models = "models";
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the first tick.</summary>
    public Task FirstTick => _first.Task;

    public Task RunAsync() => new Supervised(context, "clock", AttemptAsync).RunAsync();

    private void Tell(string? trouble)
    {
        if (trouble is null)
        {
            context.Troubles.Clear(Models);
        }
        else
        {
            context.Troubles.Note(Models, trouble);
        }
    }

    private async Task AttemptAsync(Supervised supervised)
    {
        while (!context.Stop.IsCancellationRequested && !isOurs())
        {
            await context.PauseAsync(interval).ConfigureAwait(false);
        }

        // A new one each time: how long an origin stood still counts from this process's own first look.
        var clock = new Clock(context.Services);
        await using var open = clock.ConfigureAwait(false);
        while (!context.Stop.IsCancellationRequested && isOurs())
        {
            await clock.TickAsync(context.Abort).ConfigureAwait(false);
            supervised.Succeeded();
            Tell(clock.Trouble);
            _first.TrySetResult();
            await context.PauseAsync(interval).ConfigureAwait(false);
        }
    }
}

using System.Diagnostics;
using Serverless.Models;
using Serverless.Streams;

namespace Serverless.Local.Cli.Run;

/// <summary>The demonstration: after a while of live traffic another version, after a further while a killed worker, and some traffic after that.</summary>
internal sealed class Demo(ModelStore store, PipelinePlan plan, Worker worker, RunScene scene, IRunScreen screen)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(6);

    /// <summary>Plays it.</summary>
    /// <param name="end">Ends with the traffic.</param>
    /// <param name="stop">Ends it early.</param>
    /// <returns>What happened; null where the traffic ended too early.</returns>
    public async Task<DemoStory?> PlayAsync(Task end, CancellationToken stop)
    {
        if (!await ReachesAsync(scene.Live, end, stop).ConfigureAwait(false) || !await WaitAsync(end, stop).ConfigureAwait(false))
        {
            return null;
        }

        screen.Say($"Activating version 2 of {plan.Model!.Name} …");
        await store.ActivateAsync(plan.Model.Name, "2", stop).ConfigureAwait(false);
        var activated = DateTimeOffset.UtcNow;
        if (!await UntilAsync(IsInForce, end, stop).ConfigureAwait(false) || !await WaitAsync(end, stop).ConfigureAwait(false))
        {
            return null;
        }

        screen.Say("Killing the worker with SIGKILL …");
        var killed = DateTimeOffset.UtcNow;
        var since = Stopwatch.GetTimestamp();
        await worker.KillAndStartAsync().ConfigureAwait(false);
        if (!await UntilAsync(() => scene.Host is { Status.IsReady: true }, end, stop).ConfigureAwait(false))
        {
            return null;
        }

        var back = Stopwatch.GetElapsedTime(since);
        screen.Say(Shared.Text($"The worker is back after {back.TotalMilliseconds:0} ms."));
        await WaitAsync(end, stop).ConfigureAwait(false);
        return new DemoStory(activated, killed, back);
    }

    private bool IsInForce() => scene.Host is { Status.Models: var models } && models.Count == 1 && models.ContainsKey($"{plan.Model!.Name}@2");

    private static async Task<bool> UntilAsync(Func<bool> holds, Task end, CancellationToken stop)
    {
        while (!holds())
        {
            if (stop.IsCancellationRequested || end.IsCompleted)
            {
                return false;
            }

            await Task.Delay(5, CancellationToken.None).ConfigureAwait(false);
        }

        return true;
    }

    private static Task<bool> WaitAsync(Task end, CancellationToken stop) => ReachesAsync(Task.Delay(Pause, CancellationToken.None), end, stop);

    private static async Task<bool> ReachesAsync(Task goal, Task end, CancellationToken stop)
    {
        var stopped = Task.Delay(Timeout.InfiniteTimeSpan, stop);
        return await Task.WhenAny(goal, end, stopped).ConfigureAwait(false) == goal;
    }
}

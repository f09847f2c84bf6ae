using System.Diagnostics;
using Serverless.Durable.Ports;
using Serverless.Local.Cli.Children;
using Serverless.Streams;

namespace Serverless.Local.Cli.Run;

/// <summary>Waits for what a run waits for, and fails where a process ends that should not.</summary>
internal sealed class RunWatch(PipelinePlan plan, RunBroker broker, RunScene scene, IRunScreen screen)
{
    private static readonly TimeSpan StandLimit = TimeSpan.FromMinutes(2);
    private readonly List<(ChildProcess Process, bool MayEnd)> _children = [];
    private Worker? _worker;

    /// <summary>Looks after the worker.</summary>
    public void Add(Worker worker) => _worker = worker;

    /// <summary>Looks after a further process.</summary>
    /// <param name="child">The process.</param>
    /// <param name="mayEnd">Whether it ends by itself when its work is done.</param>
    public void Add(ChildProcess child, bool mayEnd = false) => _children.Add((child, mayEnd));

    /// <summary>Waits until the host is ready.</summary>
    /// <exception cref="CommandException">It is not ready in time, or a process has ended.</exception>
    public async Task ReadyAsync(CancellationToken stop)
    {
        var since = Stopwatch.GetTimestamp();
        await UntilAsync(scene.Ready, stop, () =>
        {
            if (Stopwatch.GetElapsedTime(since) > StandLimit)
            {
                throw new CommandException($"The worker is not ready: {scene.Host?.Status.Reason ?? "it says nothing"}.", ExitCode.Failed);
            }

            return Task.CompletedTask;
        }).ConfigureAwait(false);
    }

    /// <summary>Waits for something; a process that ends before is a failure, the stop is none.</summary>
    /// <param name="goal">What is waited for.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <param name="each">Done ten times a second meanwhile.</param>
    /// <exception cref="CommandException">A process has ended.</exception>
    public async Task UntilAsync(Task goal, CancellationToken stop, Func<Task>? each = null)
    {
        while (!goal.IsCompleted && !stop.IsCancellationRequested)
        {
            await Task.WhenAny(goal, Task.Delay(100, CancellationToken.None)).ConfigureAwait(false);
            screen.Show(scene);
            await FailIfEndedAsync().ConfigureAwait(false);
            await (each?.Invoke() ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until the worker has taken all that the sources hold and folded it, as long as it gets on.</summary>
    /// <exception cref="CommandException">A process has ended.</exception>
    public async Task DrainAsync(ILog log)
    {
        var (before, since) = ((-1L, -1L), Stopwatch.GetTimestamp());
        while (true)
        {
            var (lag, status) = (await SourceLag.OfAsync(log, plan).ConfigureAwait(false), scene.Host?.Status);
            if (lag == 0 && status is { IsReady: true, KeyedLag: 0 })
            {
                return;
            }

            await FailIfEndedAsync().ConfigureAwait(false);
            if ((lag, status?.KeyedLag ?? -1) != before)
            {
                (before, since) = ((lag, status?.KeyedLag ?? -1), Stopwatch.GetTimestamp());
            }
            else if (Stopwatch.GetElapsedTime(since) > StandLimit)
            {
                screen.Say(Shared.Text($"The worker has not got on for {StandLimit.TotalSeconds:0} s; {lag + Math.Max(status?.KeyedLag ?? 0, 0):N0} records are left."));
                return;
            }

            await Task.Delay(50, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task FailIfEndedAsync()
    {
        if (broker.Exited.IsCompleted)
        {
            throw await broker.EndedAsync().ConfigureAwait(false);
        }

        foreach (var (process, mayEnd) in _children.Where(child => child.Process.HasExited))
        {
            await process.FailIfFailedAsync().ConfigureAwait(false);
            if (!mayEnd)
            {
                throw await process.EndedAsync().ConfigureAwait(false);
            }
        }

        await (_worker?.FailIfEndedAsync() ?? Task.CompletedTask).ConfigureAwait(false);
    }
}

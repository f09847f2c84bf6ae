using System.Collections.Immutable;
using Serverless.Durable.Stages;
using Serverless.Local.Host.Loops;

namespace Serverless.Local.Host;

/// <summary>One run of a host: its loops, and the order in which they end.</summary>
internal sealed class HostRun(StageServices services, HostOptions options, Troubles troubles, Action<string> notice) : IAsyncDisposable
{
    private static readonly TimeSpan DrainPause = TimeSpan.FromMilliseconds(20);
    private readonly CancellationTokenSource _sourceStop = new();
    private readonly CancellationTokenSource _keyedStop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _sources = [];
    private readonly List<Task> _others = [];

    public CancellationToken SourceStop => _sourceStop.Token;

    public CancellationToken KeyedStop => _keyedStop.Token;

    public LoopContext Context(CancellationToken stop) => new(services, notice, Fail, troubles, stop, _abort.Token);

    public void Start(Func<Task> loop, bool isSource) => (isSource ? _sources : _others).Add(Task.Run(loop));

    /// <summary>The graceful stop begins.</summary>
    public void StopSources()
    {
        _sourceStop.Cancel();
        _ended.TrySetResult();
    }

    /// <summary>Waits for something; false where the stop comes first.</summary>
    /// <exception cref="Exception">The failure that ended the run.</exception>
    public async Task<bool> ReachesAsync(Task goal)
    {
        var first = await Task.WhenAny(goal, _ended.Task).ConfigureAwait(false);
        await first.ConfigureAwait(false);
        return first == goal;
    }

    /// <exception cref="Exception">The failure that ended the run.</exception>
    public Task WaitForStopAsync() => _ended.Task;

    /// <summary>
    /// Sources have no more to give; keyed stages fold what is there, then write their checkpoints. All within the time-out. On a shared log others go on
    /// with what is there: nothing is waited for.
    /// </summary>
    public async Task StopAsync(ImmutableArray<KeyedStage> stages, HostView view)
    {
        _abort.CancelAfter(options.StopTimeout);
        try
        {
            await Task.WhenAll(_sources).WaitAsync(_abort.Token).ConfigureAwait(false);
            foreach (var stage in options.Log == LogKind.Files ? stages : [])
            {
                while (await view.LagAsync(stage, _abort.Token).ConfigureAwait(false) > 0)
                {
                    await Task.Delay(DrainPause, services.Time, _abort.Token).ConfigureAwait(false);
                }
            }

            await _keyedStop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(_others).WaitAsync(_abort.Token).ConfigureAwait(false);
            foreach (var stage in stages)
            {
                await stage.StopAsync(_abort.Token).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Nothing is lost: the next start goes on from the checkpoints that there are.
            notice(_abort.IsCancellationRequested
                ? $"The stop took longer than {options.StopTimeout.TotalSeconds:0.#} s: the next start recovers what is left."
                : $"The stop was not graceful: {Failure.Line(failure)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sourceStop.CancelAsync().ConfigureAwait(false);
        await _keyedStop.CancelAsync().ConfigureAwait(false);
        await _abort.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll([.. _sources, .. _others]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _sourceStop.Dispose();
        _keyedStop.Dispose();
        _abort.Dispose();
    }

    private void Fail(Exception failure) => _ended.TrySetException(failure);
}

using System.Collections.Concurrent;

namespace Serverless.Kafka.Clients;

/// <summary>A thread of its own for a client whose calls block, so that none of the thread pool's is held. Work is done in order.</summary>
internal sealed class ClientThread : IAsyncDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _restAfter;
    private readonly Action? _rest;
    private int _disposed;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="restAfter">After so long without work …</param>
    /// <param name="rest">… this is done, once, on the thread; null for nothing.</param>
    public ClientThread(string name, TimeSpan restAfter = default, Action? rest = null)
    {
        _restAfter = rest is null ? Timeout.InfiniteTimeSpan : restAfter;
        _rest = rest;
        new Thread(Loop) { IsBackground = true, Name = name }.Start();
    }

    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _work.Add(() => Do(work, done));
        }
        catch (InvalidOperationException)
        {
            done.TrySetException(new ObjectDisposedException(nameof(ClientThread)));
        }

        return done.Task;
    }

    /// <summary>Ends the thread after the work at hand.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            _work.CompleteAdding();
        await _ended.Task.ConfigureAwait(false);
        _work.Dispose();
    }

    private static void Do<T>(Func<T> work, TaskCompletionSource<T> done)
    {
        try
        {
            done.TrySetResult(work());
        }
        catch (OperationCanceledException canceled)
        {
            done.TrySetCanceled(canceled.CancellationToken);
        }
        catch (Exception failure)
        {
            done.TrySetException(failure);
        }
    }

    private void Loop()
    {
        var resting = _rest is null;
        while (!_work.IsCompleted)
        {
            if (_work.TryTake(out var work, resting ? Timeout.InfiniteTimeSpan : _restAfter))
            {
                work();
                resting = _rest is null;
            }
            else if (!resting && !_work.IsAddingCompleted)
            {
                resting = true;
                _rest!();
            }
        }

        _ended.TrySetResult();
    }
}

using Serverless.Streams.Records;

namespace Serverless.Models;

/// <summary>
/// Open versions by artifact, version and hash. Callers who want the same one share its opening. The least recently used ones are let go of;
/// who still uses one keeps it, and the garbage collector takes it afterwards.
/// </summary>
/// <param name="keep">How many stay open.</param>
/// <param name="open">Reads and checks a version.</param>
internal sealed class VersionCache<T>(int keep, Func<Activation, CancellationToken, Task<T>> open) : IDisposable
    where T : class
{
    private readonly Lock _gate = new();
    private readonly List<(Activation First, Task<T> Version)> _entries = []; // the most recently used one last
    private readonly CancellationTokenSource _closing = new();
    private bool _closed;

    public async ValueTask<T> GetAsync(Activation activation, CancellationToken cancellationToken)
    {
        var version = Find(activation);
        try
        {
            return await version.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // What failed is tried again by the next caller; who merely stopped waiting leaves it to the others.
            if (version.IsFaulted || version.IsCanceled)
                Forget(version);
            throw;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            _closing.Cancel();
            foreach (var (_, version) in _entries)
                version.ContinueWith(static opened => (opened.Result as IDisposable)?.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            _entries.Clear();
            _closing.Dispose();
        }
    }

    private static bool IsSame(Activation one, Activation other) => one.Artifact == other.Artifact && one.Version == other.Version && one.Sha256 == other.Sha256;

    private Task<T> Find(Activation activation)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            var at = _entries.FindIndex(entry => IsSame(entry.First, activation));
            var closed = _closing.Token;

            // Not on the caller's thread: reading, hashing and checking a large file take a while, and other callers must be able to stop waiting.
            var found = at < 0 ? (activation, Task.Run(() => open(activation, closed), closed)) : _entries[at];
            if (at >= 0)
                _entries.RemoveAt(at);
            else if (_entries.Count >= keep)
                _entries.RemoveAt(0);
            _entries.Add(found);
            return found.Item2;
        }
    }

    private void Forget(Task<T> version)
    {
        lock (_gate)
            _entries.RemoveAll(entry => entry.Version == version);
    }
}

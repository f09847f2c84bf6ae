using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Models;

/// <summary>
/// Open versions by model, version and hash. Callers who want the same one share its opening. The least recently used ones are let go of;
/// who still scores with one keeps it, and the garbage collector closes it afterwards.
/// </summary>
internal sealed class SessionCache : IDisposable
{
    private readonly IArtifacts _artifacts;
    private readonly ModelSettings _settings;
    private readonly Lock _gate = new();
    private readonly List<SessionEntry> _entries = []; // the most recently used one last
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationToken _closed;

    public SessionCache(IArtifacts artifacts, ModelSettings settings)
    {
        _artifacts = artifacts;
        _settings = settings;
        _closed = _closing.Token;
    }

    public async ValueTask<OnnxModel> GetAsync(ModelExpectation expectation, Activation activation, CancellationToken cancellationToken)
    {
        var entry = Find(expectation, activation);
        try
        {
            var session = await entry.Session.WaitAsync(cancellationToken).ConfigureAwait(false);
            return entry.View(session, activation);
        }
        catch
        {
            // What failed is tried again by the next caller; who merely stopped waiting leaves it to the others.
            if (entry.Session.IsFaulted || entry.Session.IsCanceled)
                Forget(entry);
            throw;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed.IsCancellationRequested)
                return;
            _closing.Cancel();
            foreach (var entry in _entries)
                entry.Close();
            _entries.Clear();
            _closing.Dispose();
        }
    }

    private SessionEntry Find(ModelExpectation expectation, Activation activation)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, this);
            var at = _entries.FindIndex(entry => entry.Is(activation));
            var found = at < 0 ? new SessionEntry(activation, OpenAsync(expectation, activation)) : _entries[at];
            if (at >= 0)
                _entries.RemoveAt(at);
            else if (_entries.Count >= _settings.KeepVersions)
                _entries.RemoveAt(0);
            _entries.Add(found);
            return found;
        }
    }

    private void Forget(SessionEntry entry)
    {
        lock (_gate)
            _entries.Remove(entry);
    }

    // Not on the caller's thread: reading, hashing and optimising a large model take a while, and other callers must be able to stop waiting.
    private Task<OnnxSession> OpenAsync(ModelExpectation expectation, Activation activation) => Task.Run(
        async () =>
        {
            var (name, version) = (activation.Artifact, activation.Version);
            var package = await ModelPackage.ReadAsync(_artifacts, name, version, _settings, expectation, _closed).ConfigureAwait(false);
            return package.Manifest.Sha256 == activation.Sha256
                ? package.Open(_settings)
                : throw new ArtifactException(
                    $"{name} {version} is refused: the store has other bytes ({package.Manifest.Sha256[..12]}…) than were activated ({OneLine.Of(activation.Sha256)}).")
                { IsFatal = true };
        },
        _closed);
}

using Serverless.Durable.Ports;
using Serverless.Durable.Telemetry;
using Serverless.Streams.Records;

namespace Serverless.Models;

/// <summary>Follows the rollout of one model or table. What is not good enough is refused once per ETag, and the version before it stays in force.</summary>
internal sealed class RolloutWatch(IArtifacts artifacts, WatchedArtifact watched)
{
    private readonly string _file = ModelNames.Rollout(watched.Name);
    private string? _etag;
    private Activation? _accepted;
    private ModelRefusal? _refusal;
    private string? _blocked;

    public ModelRefusal? Refusal => Volatile.Read(ref _refusal);

    /// <summary>The newest activation that passed every check; null where the store wants a version that did not, and others exist.</summary>
    /// <exception cref="ArtifactException">The store is out of reach; or there has been no good version yet, and the store has no other.</exception>
    public async ValueTask<Activation?> CurrentAsync(CancellationToken cancellationToken)
    {
        try
        {
            var file = await artifacts.ReadAsync(_file, Rollout.MaxBytes, cancellationToken).ConfigureAwait(false);
            var etag = file?.ETag ?? "";
            if (etag != _etag)
            {
                await TakeAsync(file, cancellationToken).ConfigureAwait(false);
                _etag = etag; // not reached when the store failed: the next call tries again
            }
        }
        catch (ArtifactException e) when (e.IsFatal)
        {
            // Too large to be a rollout, or a link.
            Refuse(null, e.Message, othersExist: false);
            _etag = null;
        }

        return _accepted is null && _blocked is { } reason ? throw Wrong(reason) : _accepted;
    }

    private static ArtifactException Wrong(string sentence) => new(sentence) { IsFatal = true };

    private async ValueTask TakeAsync(Artifact? file, CancellationToken cancellationToken)
    {
        Rollout? rollout = null;
        try
        {
            rollout = Rollout.Parse((file ?? throw Wrong($"No version of {watched.Name} is active ({_file} is missing): activate one.")).Content, _file);
            _accepted = await AcceptAsync(rollout, cancellationToken).ConfigureAwait(false);
            _blocked = null;
            Volatile.Write(ref _refusal, null);
        }
        catch (ArtifactException e) when (e.IsFatal)
        {
            Refuse(rollout, e.Message, rollout is not null && await HasOtherAsync(rollout.Stable, cancellationToken).ConfigureAwait(false));
        }
    }

    private void Refuse(Rollout? rollout, string reason, bool othersExist)
    {
        PipelineMeter.ModelRefused(watched.Name);
        Volatile.Write(ref _refusal, new ModelRefusal(watched.Name, rollout?.Revision ?? 0, rollout?.Stable, reason));
        // After a restart the log may hold an earlier version: only where there can be none is a refusal the end.
        _blocked = othersExist ? null : reason;
    }

    private async ValueTask<Activation> AcceptAsync(Rollout rollout, CancellationToken cancellationToken)
    {
        if (_accepted is { } before && (rollout.Revision < before.Revision || (rollout.Revision == before.Revision && rollout.Stable != before.Version)))
            throw Wrong($"{_file} is refused: its revision {rollout.Revision} is not above {before.Revision}, which is in force.");
        var hash = await watched.HashOf(rollout.Stable, cancellationToken).ConfigureAwait(false);
        var activation = new Activation(watched.Name, rollout.Revision, rollout.Stable, hash);
        await watched.Open(activation, cancellationToken).ConfigureAwait(false);
        return activation;
    }

    private async ValueTask<bool> HasOtherAsync(string refused, CancellationToken cancellationToken)
    {
        var names = await artifacts.ListAsync(watched.Name, cancellationToken).ConfigureAwait(false);
        return names.Any(name => name.EndsWith("/" + watched.ManifestFile, StringComparison.Ordinal)
            && !name.StartsWith(ModelNames.Folder(watched.Name, refused), StringComparison.Ordinal));
    }
}

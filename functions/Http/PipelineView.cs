using System.Collections.Immutable;
using Microsoft.DurableTask.Client;
using Serverless.Durable.Checkpoints;
using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Models;
using Serverless.Streams.Plan;

namespace Serverless.Functions;

/// <summary>
/// Looks at a pipeline from outside: from log and entities, not from memory, since the instance that answers HTTP runs no shard.
/// A whole look reads each entity once, so what readiness needs of it is kept for a minute.
/// </summary>
public sealed class PipelineView : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private const int MostKeyLength = 1_000;

    private readonly PipelineRunner _runner;
    private readonly EntityCheckpoints _checkpoints;
    private readonly ModelStore _models;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _gate = new(1);
    private (DateTimeOffset At, string? Problem)? _last;

    internal PipelineView(PipelineRunner runner, EntityCheckpoints checkpoints, ModelStore models, TimeProvider time) =>
        (_runner, _checkpoints, _models, _time) = (runner, checkpoints, models, time);

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <summary>Why the pipeline can't go on; null where it can.</summary>
    internal async Task<string?> ProblemAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_last is { } last && _time.GetUtcNow() - last.At < Kept)
                return last.Problem;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Limit);
            var problem = ProblemOf(await StatusAsync(client, limit.Token).ConfigureAwait(false));
            _last = (_time.GetUtcNow(), problem);
            return problem;
        }
        catch (Exception away) when (away is LogException or CheckpointException or ArtifactException)
        {
            return away.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "Log or entities do not answer in time.";
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>All of it.</summary>
    internal async Task<PipelineStatus> StatusAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        _checkpoints.Use(client);
        var services = (await _runner.ServicesAsync(cancellationToken).ConfigureAwait(false)).Stages;
        var plan = services.Plan;
        var sources = await Task.WhenAll(plan.Sources.Select(source => SourceAsync(services, source.Topic, cancellationToken))).ConfigureAwait(false);
        var keys = await Task.WhenAll(plan.Keys.Select(key => KeyAsync(services, key, cancellationToken))).ConfigureAwait(false);
        var models = new Dictionary<string, Rollout?>(StringComparer.Ordinal);
        foreach (var name in plan.Artifacts)
        {
            models[name] = await _models.RolloutAsync(name, cancellationToken).ConfigureAwait(false);
        }

        var outputs = plan.OwnedTopics.Except(plan.Keys.Select(key => key.Topic));
        return new PipelineStatus(plan.Name, plan.Version, services.Options.DeployRevision, services.Options.Epoch, [.. sources], [.. keys], [.. outputs], models);
    }

    /// <summary>What is kept under a key of a stage; null where there is nothing.</summary>
    internal async Task<StoredValues?> ValuesAsync(DurableTaskClient client, string stage, string key, CancellationToken cancellationToken)
    {
        _checkpoints.Use(client);
        var plan = _runner.Plan;
        if (key.Length > MostKeyLength || plan.Keys.FirstOrDefault(each => each.Name == stage) is not { } found)
            return null;
        var shard = await StoredShard.ReadAsync(plan, found.Index, StoredShard.NumberOf(plan, key), _checkpoints, cancellationToken).ConfigureAwait(false);
        return shard.Find(key);
    }

    private static string? ProblemOf(PipelineStatus status)
    {
        foreach (var key in status.Keys)
        {
            // A shard without a checkpoint reads its log from the start, which must still be there.
            if (key.Shards.FirstOrDefault(shard => shard.Checkpoint < shard.Start) is { } lost)
                return $"{key.Topic}/{lost.Number}: its checkpoint goes on from {lost.Checkpoint}, but the log holds {lost.Start} to {lost.End}.";
        }

        return null;
    }

    private static async Task<PipelineStatus.Source> SourceAsync(StageServices services, string topic, CancellationToken cancellationToken)
    {
        var partitions = await services.Log.PartitionsAsync(topic, cancellationToken).ConfigureAwait(false);
        var lags = await Task.WhenAll(Enumerable.Range(0, partitions).Select(async partition =>
        {
            var bounds = await services.Log.BoundsAsync(topic, partition, cancellationToken).ConfigureAwait(false);
            var committed = await services.Log.CommittedAsync(services.Options.Group, topic, partition, cancellationToken).ConfigureAwait(false);
            return Math.Max(0, bounds.End - (committed ?? bounds.Start));
        })).ConfigureAwait(false);
        return new PipelineStatus.Source(topic, partitions, lags.Sum());
    }

    private async Task<PipelineStatus.Key> KeyAsync(StageServices services, KeyPlan key, CancellationToken cancellationToken)
    {
        var shards = await Task.WhenAll(Enumerable.Range(0, services.Plan.Shards).Select(number => ShardAsync(services, key, number, cancellationToken))).ConfigureAwait(false);
        return new PipelineStatus.Key(key.Name, key.Topic, [.. shards]);
    }

    private async Task<PipelineStatus.Shard> ShardAsync(StageServices services, KeyPlan key, int number, CancellationToken cancellationToken)
    {
        // In this order: bounds that are older than the checkpoint would look like loss.
        var view = await _checkpoints.ViewAsync(new ShardId(key.Topic, number), cancellationToken).ConfigureAwait(false);
        var bounds = await services.Log.BoundsAsync(key.Topic, number, cancellationToken).ConfigureAwait(false);
        var position = view?.State.Position ?? 0;
        return new PipelineStatus.Shard(
            number, bounds.Start, bounds.End, position, Math.Max(0, bounds.End - position), view?.State.DeployRevision ?? 0, view?.Modified, view?.Generation ?? 1);
    }
}

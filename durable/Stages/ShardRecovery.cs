using Serverless.Durable.Checkpoints;
using Serverless.Durable.Ports;
using Serverless.Durable.Telemetry;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;

namespace Serverless.Durable.Stages;

/// <summary>Loads a shard's newest checkpoint into an empty fold and refuses what can't be gone on from.</summary>
internal static class ShardRecovery
{
    public static async ValueTask<LoadedShard> LoadAsync(StageServices services, int stage, ShardId shard, CancellationToken cancellationToken)
    {
        var (stored, segments) = await CheckpointSegments.LoadAsync(services.Checkpoints, shard, cancellationToken).ConfigureAwait(false);
        if (stored.DeployRevision > services.Options.DeployRevision)
        {
            throw new CheckpointException($"{shard}: a newer deployment (revision {stored.DeployRevision}) owns this shard; this one is {services.Options.DeployRevision}.") { IsFatal = true };
        }

        var fold = new KeyedFold(services.Plan, stage);
        var state = new FoldState(fold, Horizon.OfScored(services.Plan), services.Plan.Keeps(ProtocolRule.ActivationInCheckpoint));
        var baseBytes = segments.Count > 0 ? segments[0].Length : 0;
        try
        {
            state.Load(segments.Append(stored.Inline));
        }
        catch (StateMismatchException mismatch)
        {
            throw new CheckpointException($"{shard}: {mismatch.Message}", mismatch) { IsFatal = true };
        }
        catch (FormatException damage)
        {
            throw new CheckpointException($"{shard}: the checkpoint at {stored.Position} is damaged: {damage.Message}", damage) { IsFatal = true };
        }

        if (fold.Position != stored.Position)
        {
            throw new CheckpointException($"{shard}: the checkpoint at {stored.Position} holds the state of {fold.Position}.") { IsFatal = true };
        }

        // The inline delta is not in a segment yet: the next delta has to cover it again.
        state.Resume(stored.Inline);
        return new LoadedShard(fold, state, new CheckpointKeeper(services, shard, state, stored, baseBytes));
    }

    /// <summary>Compares a position with what the log holds.</summary>
    /// <returns>How many records are gone that were still needed; above 0 only where that is accepted.</returns>
    /// <exception cref="LogException">The log has lost records. What was folded or published can't be accepted as lost: its offsets, and the ids made of them, would come a second time.</exception>
    public static long Compare(StageServices services, ShardId shard, long position, long lastPublished, LogBounds bounds)
    {
        const string Anew = "; what comes in their place would be taken for repeats: restore the topic, or start the pipeline anew, with fresh topics and checkpoints.";
        if (!services.Plan.Keeps(ProtocolRule.LogEndIsCompared))
        {
            return 0;
        }

        if (position > bounds.End)
        {
            throw new LogException($"{shard}: the log ends at {bounds.End}, but the newest checkpoint is {position}: the log has lost records{Anew}") { IsFatal = true };
        }

        if (lastPublished >= bounds.End)
        {
            throw new LogException($"{shard}: the log ends at {bounds.End}, but outputs of offset {lastPublished} were published: the log has lost records{Anew}") { IsFatal = true };
        }

        var lost = Math.Max(0, bounds.Start - position);
        if (lost == 0 || services.Options.AcceptLoss)
        {
            return lost;
        }

        PipelineMeter.Refused(lost, shard.ToString());
        throw new LogException($"{shard}: the log starts at {bounds.Start}, but the newest checkpoint is {position}: {lost} records are lost; start with --accept-loss to go on without them.")
        {
            IsFatal = true,
        };
    }
}

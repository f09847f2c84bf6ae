using System.Collections.Immutable;
using Serverless.Models;

namespace Serverless.Functions;

/// <summary>How a pipeline is doing, as log and entities show it from any instance.</summary>
/// <param name="Name">The pipeline.</param>
/// <param name="Version">Its version.</param>
/// <param name="DeployRevision">This deployment's.</param>
/// <param name="Epoch">The epoch of the sources.</param>
/// <param name="Sources">Its sources.</param>
/// <param name="Keys">Its keyed stages.</param>
/// <param name="Outputs">Its output topics.</param>
/// <param name="Models">What the store wants in force, by model and table; null where nothing was activated yet.</param>
internal sealed record PipelineStatus(
    string Name,
    string Version,
    long DeployRevision,
    long Epoch,
    ImmutableArray<PipelineStatus.Source> Sources,
    ImmutableArray<PipelineStatus.Key> Keys,
    ImmutableArray<string> Outputs,
    IReadOnlyDictionary<string, Rollout?> Models)
{
    /// <summary>A source topic.</summary>
    /// <param name="Topic">Its name.</param>
    /// <param name="Partitions">Its partitions.</param>
    /// <param name="Lag">Records that are not committed.</param>
    public sealed record Source(string Topic, int Partitions, long Lag);

    /// <summary>A keyed stage.</summary>
    /// <param name="Name">The key.</param>
    /// <param name="Topic">The keyed topic.</param>
    /// <param name="Shards">Its shards.</param>
    public sealed record Key(string Name, string Topic, ImmutableArray<Shard> Shards);

    /// <summary>A shard.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="Start">The first offset that its log still holds.</param>
    /// <param name="End">The offset of the next record.</param>
    /// <param name="Checkpoint">The offset that its checkpoint goes on from.</param>
    /// <param name="Behind">Records from there to the end: what a takeover reads.</param>
    /// <param name="DeployRevision">Of who wrote the checkpoint.</param>
    /// <param name="Modified">When the entity last ran; null without one.</param>
    /// <param name="Generation">Which of its entities holds it; above 1, entities got stuck.</param>
    public sealed record Shard(int Number, long Start, long End, long Checkpoint, long Behind, long DeployRevision, DateTimeOffset? Modified, long Generation);
}

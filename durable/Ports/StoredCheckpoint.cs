using System.Collections.Immutable;

namespace Serverless.Durable.Ports;

/// <summary>The newest accepted checkpoint of a shard.</summary>
/// <param name="Position">The offset to go on from.</param>
/// <param name="Segments">Names of immutable segments, the base first.</param>
/// <param name="Inline">The newest delta.</param>
/// <param name="DeployRevision">Of who wrote it.</param>
public sealed record StoredCheckpoint(long Position, ImmutableArray<string> Segments, ReadOnlyMemory<byte> Inline, long DeployRevision)
{
    /// <summary>What a shard has before its first checkpoint.</summary>
    public static StoredCheckpoint None { get; } = new(0, [], default, 0);

    /// <summary>The rule of acceptance, the same for the entity, for files and for blobs.</summary>
    /// <param name="save">What is offered.</param>
    /// <param name="now">The store's clock.</param>
    /// <returns>The checkpoint after it: this one where the offer is a no-op.</returns>
    public StoredCheckpoint Apply(Save save, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(save);
        return save.From <= Position && Position < save.To && save.DeployRevision >= DeployRevision && now < save.Expires
            ? new StoredCheckpoint(save.To, save.Segments, save.Inline, save.DeployRevision)
            : this;
    }
}

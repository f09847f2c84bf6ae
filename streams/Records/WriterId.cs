using System.Globalization;

namespace Serverless.Streams.Records;

/// <summary>Who publishes: a stage's shard with its generation, or (dead letters of Cleanse) a source's partition with its epoch. Text: <c>stage@generation/shard</c>.</summary>
/// <param name="Stage">The keyed topic of the stage, or the source's topic.</param>
/// <param name="Generation">The generation of the keyed topic, or the epoch of the source; compared before offsets.</param>
/// <param name="Shard">The shard, or the source's partition.</param>
public readonly record struct WriterId(string Stage, long Generation, int Shard)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Stage}@{Generation}/{Shard}");
}

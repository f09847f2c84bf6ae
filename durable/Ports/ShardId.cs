using System.Globalization;

namespace Serverless.Durable.Ports;

/// <summary>A shard of a keyed topic.</summary>
/// <param name="Topic">The keyed topic, for example <c>card-fraud.by-customer</c>.</param>
/// <param name="Number">The partition, from 0.</param>
public readonly record struct ShardId(string Topic, int Number)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Topic}/{Number}");
}

using Serverless.Durable.Ports;

namespace Serverless.Functions;

/// <summary>An offer that was not seen in the store yet.</summary>
/// <param name="Save">As the shard's keeper gave it.</param>
/// <param name="AsSent">As it was sent: to a generation without a state a snapshot, from 0.</param>
/// <param name="Since">When it was first sent to this generation.</param>
/// <param name="Sent">When it was last sent.</param>
internal sealed record OpenOffer(Save Save, Save AsSent, DateTimeOffset Since, DateTimeOffset Sent)
{
    /// <summary>Whether it is the identical one.</summary>
    public bool IsOf(Save other) => Save.To == other.To && Save.From == other.From && Save.Expires == other.Expires;
}

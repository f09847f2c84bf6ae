namespace Serverless.Kafka;

/// <summary>A token that clients sign in with (SASL OAUTHBEARER).</summary>
/// <param name="Value">The token itself; it is never shown.</param>
/// <param name="Expires">When it ends.</param>
/// <param name="Principal">Whose it is.</param>
public sealed record KafkaToken(string Value, DateTimeOffset Expires, string Principal)
{
    // The token must not show in logs by way of ToString.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("Principal = ").Append(Principal);
        return true;
    }
}

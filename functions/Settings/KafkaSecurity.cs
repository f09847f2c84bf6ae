using Microsoft.Azure.Functions.Worker;

namespace Serverless.Functions;

/// <summary>How triggers and our own clients sign in: said once, in the trigger's words.</summary>
internal sealed record KafkaSecurity(BrokerProtocol Protocol, BrokerAuthenticationMode Authentication, string? Username, string? Password)
{
    /// <summary>The setting with the user's name; on Event Hubs <c>$ConnectionString</c>.</summary>
    public const string UsernameSetting = "KafkaUsername";

    /// <summary>The setting with the password; in Azure a Key Vault reference.</summary>
    public const string PasswordSetting = "KafkaPassword";

    private static readonly BrokerProtocol[] Protocols =
        [BrokerProtocol.Plaintext, BrokerProtocol.Ssl, BrokerProtocol.SaslPlaintext, BrokerProtocol.SaslSsl];

    private static readonly BrokerAuthenticationMode[] Authentications =
        [BrokerAuthenticationMode.Plain, BrokerAuthenticationMode.ScramSha256, BrokerAuthenticationMode.ScramSha512];

    public static KafkaSecurity Read(SettingsReader read)
    {
        var protocol = read.Choice("KafkaProtocol", BrokerProtocol.Plaintext, Protocols);
        var authentication = read.Choice("KafkaAuthentication", BrokerAuthenticationMode.NotSet, Authentications);
        var isSasl = protocol is BrokerProtocol.SaslPlaintext or BrokerProtocol.SaslSsl;
        if (isSasl != (authentication != BrokerAuthenticationMode.NotSet))
        {
            throw new SettingsException(isSasl
                ? $"KafkaAuthentication is not set: KafkaProtocol {protocol} needs Plain, ScramSha256 or ScramSha512."
                : $"KafkaAuthentication is {authentication}: KafkaProtocol {protocol} allows none; set SaslSsl or SaslPlaintext.");
        }

        return new KafkaSecurity(protocol, authentication, Credential(UsernameSetting, "user's name"), Credential(PasswordSetting, "password"));

        string? Credential(string setting, string what) => isSasl ? read.Needed(setting, $"the {what}, as KafkaProtocol is {protocol}") : null;
    }

    /// <summary>The same for our own clients, in librdkafka's words; or that they sign in with an identity's token.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Properties(bool usesIdentity)
    {
        yield return new("KAFKA__security.protocol", Protocol switch
        {
            BrokerProtocol.Ssl => "ssl",
            BrokerProtocol.SaslPlaintext => "sasl_plaintext",
            BrokerProtocol.SaslSsl => "sasl_ssl",
            _ => "plaintext",
        });
        if (usesIdentity)
            yield return new("KAFKA__sasl.mechanism", "OAUTHBEARER");
        if (usesIdentity || Authentication == BrokerAuthenticationMode.NotSet)
            yield break;
        yield return new("KAFKA__sasl.mechanism", Authentication switch
        {
            BrokerAuthenticationMode.ScramSha256 => "SCRAM-SHA-256",
            BrokerAuthenticationMode.ScramSha512 => "SCRAM-SHA-512",
            _ => "PLAIN",
        });
        yield return new("KAFKA__sasl.username", Username);
        yield return new("KAFKA__sasl.password", Password);
    }

    // The password must not show in logs by way of ToString.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("Protocol = ").Append(Protocol).Append(", Authentication = ").Append(Authentication);
        return true;
    }
}

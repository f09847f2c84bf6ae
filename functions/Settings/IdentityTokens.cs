using Azure.Core;
using Azure.Identity;
using Serverless.Kafka;

namespace Serverless.Functions;

/// <summary>Tokens of the managed identity for our own Kafka clients on Event Hubs. The trigger can't use them: it signs in with user and password.</summary>
/// <param name="credential">The identity; it keeps tokens until they are about to end.</param>
internal sealed class IdentityTokens(TokenCredential credential)
{
    /// <summary>Of the app's identity, which <c>AZURE_CLIENT_ID</c> names; on a developer's machine the signed-in user's.</summary>
    public static IdentityTokens Default { get; } = new(new DefaultAzureCredential());

    /// <summary>Says how to get a token for a namespace (github.com/Azure/azure-event-hubs-for-kafka, tutorials/oauth).</summary>
    /// <param name="brokers"><c>namespace.servicebus.windows.net:9093</c>.</param>
    public Func<KafkaToken> For(string brokers)
    {
        var scope = $"https://{brokers[..brokers.LastIndexOf(':')]}/.default";
        return () =>
        {
            var token = credential.GetToken(new TokenRequestContext([scope]), CancellationToken.None);
            return new KafkaToken(token.Token, token.ExpiresOn, "identity");
        };
    }
}

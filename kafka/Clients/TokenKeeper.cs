using Confluent.Kafka;
using Serverless.Durable.Ports;

namespace Serverless.Kafka.Clients;

/// <summary>
/// Keeps the clients of a log signed in by token. A client asks for a new one at four fifths of the old one's life, but only while somebody polls it; so whenever one of them asks,
/// all get the new token, and each has its first one before anybody uses it.
/// </summary>
/// <param name="fetch">Gets a token; it may wait for the network.</param>
/// <param name="give">Hands a token to a client.</param>
internal sealed class TokenKeeper(Func<KafkaToken> fetch, Action<IClient, KafkaToken> give)
{
    private readonly Lock _gate = new();
    private readonly List<WeakReference<IClient>> _clients = [];

    public TokenKeeper(Func<KafkaToken> fetch)
        : this(fetch, (client, token) => client.OAuthBearerSetToken(token.Value, token.Expires.ToUnixTimeMilliseconds(), token.Principal))
    {
    }

    /// <summary>Gives a new client its first token.</summary>
    /// <exception cref="LogException">None is to be had.</exception>
    public void Add(IClient client)
    {
        try
        {
            give(client, fetch());
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new LogException($"A token to sign in to Kafka with can't be had: {failure.Message}", failure);
        }

        lock (_gate)
        {
            _clients.RemoveAll(each => !each.TryGetTarget(out _));
            _clients.Add(new WeakReference<IClient>(client));
        }
    }

    /// <summary>A client asks for a new token.</summary>
    /// <returns>Why there is none; null where there is.</returns>
    public string? Refresh()
    {
        try
        {
            var token = fetch();
            lock (_gate)
            {
                _clients.RemoveAll(each => !each.TryGetTarget(out var client) || !TryGive(client, token));
            }

            return null;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return failure.Message;
        }
    }

    private bool TryGive(IClient client, KafkaToken token)
    {
        try
        {
            give(client, token);
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }
}

using Confluent.Kafka;
using Serverless.Durable.Ports;
using Serverless.Kafka;
using Serverless.Kafka.Clients;

namespace Serverless.Tests.Unit.Kafka;

/// <summary>Tokens of clients; the clients are real, and connect to nobody.</summary>
public sealed class TokenKeeperTests
{
    private readonly List<(string Client, string Token)> _given = [];
    private int _tokens;

    [Fact]
    public void Whoever_asks_first_renews_the_token_of_all()
    {
        var keeper = new TokenKeeper(Next, Give);
        using IClient one = Client("one"), other = Client("other");
        keeper.Add(one);
        keeper.Add(other);
        Assert.Null(keeper.Refresh());
        Assert.Equal(["one 1", "other 2", "one 3", "other 3"], _given.Select(given => $"{given.Client[..given.Client.IndexOf('#')]} {given.Token}"));
    }

    [Fact]
    public void A_client_that_is_gone_is_forgotten()
    {
        var keeper = new TokenKeeper(Next, (client, token) => Give(client, token, isGone: _tokens == 2));
        using var client = Client("one");
        keeper.Add(client);
        Assert.Null(keeper.Refresh());
        Assert.Null(keeper.Refresh());
        Assert.Single(_given);
    }

    [Fact]
    public void Without_a_token_a_new_client_fails_and_an_old_one_is_told_why()
    {
        var keeper = new TokenKeeper(() => throw new InvalidOperationException("nobody is signed in"), Give);
        using var client = Client("one");
        var failure = Assert.Throws<LogException>(() => keeper.Add(client));
        Assert.Equal("A token to sign in to Kafka with can't be had: nobody is signed in", failure.Message);
        Assert.False(failure.IsFatal);
        Assert.Equal("nobody is signed in", keeper.Refresh());
    }

    [Fact]
    public void A_token_does_not_show_in_texts() => Assert.DoesNotContain("7", new KafkaToken("7", DateTimeOffset.UnixEpoch, "me").ToString(), StringComparison.Ordinal);

    private static IProducer<byte[], byte[]> Client(string name) =>
        new ProducerBuilder<byte[], byte[]>(new ProducerConfig { ClientId = name, BootstrapServers = "127.0.0.1:1" }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();

    private KafkaToken Next() => new($"{++_tokens}", DateTimeOffset.UnixEpoch, "me");

    private void Give(IClient client, KafkaToken token) => Give(client, token, isGone: false);

    private void Give(IClient client, KafkaToken token, bool isGone)
    {
        ObjectDisposedException.ThrowIf(isGone, client);
        _given.Add((client.Name, token.Value));
    }
}

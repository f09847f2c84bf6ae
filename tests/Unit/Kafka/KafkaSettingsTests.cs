using Serverless.Durable.Ports;
using Serverless.Kafka;

namespace Serverless.Tests.Unit.Kafka;

public sealed class KafkaSettingsTests
{
    [Theory]
    [InlineData("KAFKA__SecurityProtocol", "security.protocol")]
    [InlineData("KAFKA__security.protocol", "security.protocol")]
    [InlineData("kafka:SaslOauthbearerClientId", "sasl.oauthbearer.client.id")]
    [InlineData("KAFKA:ssl.ca.location", "ssl.ca.location")]
    public void A_client_property_has_either_name(string key, string property)
    {
        var settings = KafkaSettings.From([new(key, " value ")], "host:9092");

        Assert.Equal("value", Assert.Single(settings.Properties, each => each.Key == property).Value);
    }

    [Fact]
    public void What_has_a_setting_of_its_own_becomes_it()
    {
        var settings = KafkaSettings.From(
        [
            new("KAFKA__BootstrapServers", "a:1,b:2"), new("KAFKA__LingerMs", "0.5"), new("KAFKA__fetch.wait.max.ms", "3"),
            new("KAFKA__CompressionType", "GZIP"),
            new("KAFKA__message.max.bytes", "2000"), new("KAFKA__DeliveryDeadlineSeconds", "7"), new("KAFKA__ConnectSeconds", "2"), new("KAFKA__Readers", "9"),
            new("KAFKA__Epoch", "12"), new("PATH", "/bin"), new("KAFKA__SaslPassword", null),
        ]);

        Assert.Equal("a:1,b:2", settings.BootstrapServers);
        Assert.Equal(TimeSpan.FromMilliseconds(0.5), settings.Linger);
        Assert.Equal(TimeSpan.FromMilliseconds(3), settings.FetchWait);
        Assert.Equal("gzip", settings.Compression);
        Assert.Equal(2000, settings.MaxRecordBytes);
        Assert.Equal(TimeSpan.FromSeconds(7), settings.DeliveryDeadline);
        Assert.Equal(TimeSpan.FromSeconds(2), settings.ConnectTimeout);
        Assert.Equal(9, settings.Readers);
        Assert.Equal(12, settings.Epoch);
        Assert.Empty(settings.Properties);
    }

    [Fact]
    public void The_command_line_wins() =>
        Assert.Equal("cli:2", KafkaSettings.From([new("KAFKA__BootstrapServers", "env:1")], "cli:2").BootstrapServers);

    [Theory]
    [InlineData("KAFKA__BootstrapServers", "localhost", "'localhost', which is not host:port")]
    [InlineData("KAFKA__BootstrapServers", "a:1,b:0", "'b:0', which is not host:port")]
    [InlineData("KAFKA__LingerMs", "soon", "'soon', which is not a number")]
    [InlineData("KAFKA__linger.ms", "2000", "KAFKA__linger.ms is 2 s; allowed is 0 ms to 1 s")]
    [InlineData("KAFKA__DeliveryDeadlineSeconds", "0", "allowed is 1 s to 600 s")]
    [InlineData("KAFKA__DeliveryDeadlineSeconds", "1e99", "not a number")]
    [InlineData("KAFKA__Readers", "65", "KAFKA__Readers is 65; allowed is 1 to 64")]
    [InlineData("KAFKA__Epoch", "0", "KAFKA__Epoch is 0")]
    [InlineData("KAFKA__CompressionType", "rar", "allowed are none, gzip, snappy, lz4, zstd")]
    [InlineData("KAFKA__MaxInFlight", "5", "KAFKA__max.in.flight can't be set")]
    [InlineData("KAFKA__acks", "1", "KAFKA__acks can't be set")]
    [InlineData("KAFKA__EnableAutoCommit", "true", "KAFKA__enable.auto.commit can't be set")]
    public void A_wrong_setting_is_named_with_what_is_allowed(string key, string value, string sentence)
    {
        var configuration = new Dictionary<string, string?> { ["KAFKA__BootstrapServers"] = "host:9092", [key] = value };

        var failure = Assert.Throws<LogException>(() => KafkaSettings.From(configuration));

        Assert.True(failure.IsFatal);
        Assert.Contains(sentence, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_brokers_it_says_what_to_set() =>
        Assert.Contains("set KAFKA__BootstrapServers", Assert.Throws<LogException>(() => KafkaSettings.From([])).Message, StringComparison.Ordinal);
}

using Serverless.Functions;
using Serverless.Pipelines;

namespace Serverless.Tests.Unit.Functions;

/// <summary>The three profiles: what they preset for our clients and what they demand.</summary>
public sealed class ProfileTests
{
    private static readonly (string, string?)[] EventHubs =
    [
        ("Profile", "eventhubs"), ("BrokerList", "space.servicebus.windows.net:9093"), ("KafkaProtocol", "SaslSsl"), ("KafkaAuthentication", "Plain"),
        ("KafkaUsername", "$ConnectionString"), ("KafkaPassword", "Endpoint=sb://space;SharedAccessKey=secret"),
    ];

    [Fact]
    public void One_machine_does_not_wait_for_the_embedded_broker()
    {
        var settings = Read();
        Assert.Equal(Profile.Local, settings.Profile);
        Assert.Equal(TimeSpan.FromMilliseconds(1), settings.Kafka.FetchWait);
    }

    [Fact]
    public void Any_kafka_gets_the_clients_own_defaults()
    {
        var settings = Read(("Profile", "Kafka"));
        Assert.Equal((TimeSpan.FromMilliseconds(100), "lz4"), (settings.Kafka.FetchWait, settings.Kafka.Compression));
    }

    [Fact]
    public void Event_Hubs_gets_what_the_service_asks_of_clients_and_settings_win()
    {
        var settings = Read([.. EventHubs, ("KAFKA__request.timeout.ms", "30000")]);
        Assert.Equal(("gzip", TimeSpan.FromSeconds(90)), (settings.Kafka.Compression, settings.Kafka.DeliveryDeadline));
        Assert.Equal("180000", settings.Kafka.Properties["connections.max.idle.ms"]);
        Assert.Equal("180000", settings.Kafka.Properties["metadata.max.age.ms"]);
        Assert.Equal("30000", settings.Kafka.Properties["request.timeout.ms"]);
        Assert.Null(settings.Kafka.Token);
    }

    [Fact]
    public void With_an_identity_our_clients_sign_in_by_token_and_the_trigger_by_key()
    {
        var settings = Read([.. EventHubs, ("ClientsUseIdentity", "true")]);
        Assert.NotNull(settings.Kafka.Token);
        Assert.Equal(("sasl_ssl", "OAUTHBEARER"), (settings.Kafka.Properties["security.protocol"], settings.Kafka.Properties["sasl.mechanism"]));
        Assert.DoesNotContain("sasl.password", settings.Kafka.Properties.Keys);
        Assert.Equal(Microsoft.Azure.Functions.Worker.BrokerAuthenticationMode.Plain, settings.Authentication);
    }

    [Theory]
    [InlineData("KafkaProtocol", "SaslPlaintext", "KafkaProtocol is SaslPlaintext and KafkaAuthentication Plain: the profile eventhubs needs SaslSsl and Plain.")]
    [InlineData("KAFKA__CompressionType", "lz4", "KAFKA__CompressionType is 'lz4': the profile eventhubs allows gzip and none.")]
    [InlineData("KAFKA__MessageMaxBytes", "2000000", "KAFKA__MessageMaxBytes is 2000000: the profile eventhubs allows at most 1046528.")]
    [InlineData("HubBudget", "7", "HubBudget is 7: the pipeline card-fraud has 8 topics, each an event hub.")]
    public void What_Event_Hubs_does_not_take_is_refused_at_the_start(string setting, string value, string message)
    {
        var wrong = Assert.Throws<SettingsException>(() =>
        {
            var settings = Read([.. EventHubs, (setting, value)]);
            ProfileRules.CheckHubs(settings, PipelineCatalog.Create("card-fraud").Build());
        });
        Assert.StartsWith(message, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Eight_topics_fit_the_ten_hubs_of_Standard() => ProfileRules.CheckHubs(Read(EventHubs), PipelineCatalog.Create("card-fraud").Build());

    private static FunctionsSettings Read(params (string, string?)[] changes) => FunctionsSettings.Read(FunctionsSettingsTests.Configuration(changes));
}

using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Durable.Ports;
using Serverless.Functions;
using Serverless.Pipelines;
using Serverless.Tests.Unit.Build;

namespace Serverless.Tests.Unit.Functions;

public sealed class FunctionsSettingsTests
{
    [Fact]
    public async Task The_sample_is_good_and_complete()
    {
        var services = new ServiceCollection().AddLogging().AddPipeline(Configuration());
        await using var provider = services.BuildServiceProvider();
        Assert.NotNull(provider.GetRequiredService<PipelineRunner>());
        var settings = provider.GetRequiredService<FunctionsSettings>();
        Assert.Equal(("card-fraud", "serverless", 1_000), (settings.Pipeline, settings.ConsumerGroup, settings.LagThreshold));
        Assert.Equal(settings.BrokerList, settings.Kafka.BootstrapServers);
    }

    [Theory]
    [InlineData("Profile", null, "Profile is not set: give local, kafka, eventhubs.")]
    [InlineData("Profile", "azure", "Profile is 'azure': allowed are Local, Kafka, EventHubs.")]
    [InlineData("HubBudget", "0", "HubBudget is '0': allowed is a whole number from 1 to 1000.")]
    [InlineData("ClientsUseIdentity", "true", "ClientsUseIdentity is true: only the profile eventhubs")]
    [InlineData("SamplingRatio", "2", "SamplingRatio is '2': allowed is a number above 0 up to 1.")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "x", "APPLICATIONINSIGHTS_CONNECTION_STRING is no connection string")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector", "OTEL_EXPORTER_OTLP_ENDPOINT is 'collector': give the http://")]
    [InlineData("Pipeline", null, "Pipeline is not set")]
    [InlineData("BrokerList", null, "BrokerList is not set")]
    [InlineData("ConsumerGroup", "a b", "ConsumerGroup is 'a b': allowed are 1 to 200 letters, digits, '.', '_' and '-'.")]
    [InlineData("LagThreshold", "0", "LagThreshold is '0': allowed is a whole number from 1 to 1000000000.")]
    [InlineData("LagThreshold", "many", "LagThreshold is 'many': allowed is a whole number from 1 to 1000000000.")]
    [InlineData("KafkaProtocol", "Sasl", "KafkaProtocol is 'Sasl': allowed are Plaintext, Ssl, SaslPlaintext, SaslSsl.")]
    [InlineData("KafkaProtocol", "SaslSsl", "KafkaAuthentication is not set: KafkaProtocol SaslSsl needs Plain, ScramSha256 or ScramSha512.")]
    [InlineData("KafkaAuthentication", "Plain", "KafkaAuthentication is Plain: KafkaProtocol Plaintext allows none; set SaslSsl or SaslPlaintext.")]
    [InlineData("DeployRevision", "0", "DeployRevision is '0': allowed is a whole number from 1 to 9223372036854775807.")]
    [InlineData("AcceptLoss", "maybe", "AcceptLoss is 'maybe': allowed are true and false.")]
    [InlineData("Artifacts", null, "Artifacts is not set")]
    [InlineData("AzureWebJobsStorage", null, "Checkpoints is not set")]
    [InlineData("SourceTopic2", "card.payments", "SourceTopic2 is 'card.payments': the pipeline card-fraud needs card.frauds there.")]
    [InlineData("ScoreTopic", null, "ScoreTopic is '': the pipeline card-fraud needs card-fraud.by-terminal there.")]
    public void A_wrong_setting_is_refused_with_its_name_and_range(string setting, string? value, string message)
    {
        var wrong = Assert.Throws<SettingsException>(() => new ServiceCollection().AddPipeline(Configuration((setting, value))));
        Assert.StartsWith(message, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Checkpoints", "nonsense", "Checkpoints is neither a connection string")]
    [InlineData("CheckpointsContainer", "A", "CheckpointsContainer is 'A': allowed are 3 to 63")]
    public void A_wrong_place_for_checkpoints_is_refused(string setting, string value, string message)
    {
        var wrong = Assert.Throws<CheckpointException>(() => new ServiceCollection().AddPipeline(Configuration((setting, value))));
        Assert.True(wrong.IsFatal);
        Assert.StartsWith(message, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_set_of_credentials_serves_triggers_and_clients_and_shows_in_no_text()
    {
        var settings = FunctionsSettings.Read(Configuration(
            ("Profile", "kafka"), ("KafkaProtocol", "saslSsl"), ("KafkaAuthentication", "plain"), ("KafkaUsername", "$ConnectionString"), ("KafkaPassword", "secret"),
            ("KAFKA__linger.ms", "3")));
        Assert.Equal((BrokerProtocol.SaslSsl, BrokerAuthenticationMode.Plain), (settings.Protocol, settings.Authentication));
        Assert.Equal("sasl_ssl", settings.Kafka.Properties["security.protocol"]);
        Assert.Equal("PLAIN", settings.Kafka.Properties["sasl.mechanism"]);
        Assert.Equal("secret", settings.Kafka.Properties["sasl.password"]);
        Assert.Equal(TimeSpan.FromMilliseconds(3), settings.Kafka.Linger);
        Assert.DoesNotContain("secret", settings.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sasl_protocol_needs_both_credentials()
    {
        var wrong = Assert.Throws<SettingsException>(() =>
            FunctionsSettings.Read(Configuration(("Profile", "kafka"), ("KafkaProtocol", "SaslSsl"), ("KafkaAuthentication", "ScramSha256"), ("KafkaUsername", "me"))));
        Assert.Equal("KafkaPassword is not set: give the password, as KafkaProtocol is SaslSsl.", wrong.Message);
    }

    [Theory]
    [InlineData("AzureStorage", Save.InlineLimit)]
    [InlineData(null, Save.LargestInline)]
    public void A_delta_lies_inline_as_far_as_the_back_end_carries_it(string? backEnd, int bytes)
    {
        var settings = FunctionsSettings.Read(Configuration(("AzureFunctionsJobHost__extensions__durableTask__storageProvider__type", backEnd)));
        var options = settings.Stages(1);
        options.Validate();
        Assert.Equal(bytes, options.InlineBytes);
    }

    [Fact]
    public void Roles_follow_the_plan()
    {
        var roles = new FunctionRoles(PipelineCatalog.Create("card-fraud").Build(), hasSink: false);
        Assert.Equal((0, 1), (roles.SourceOf("Cleanse1"), roles.SourceOf("Cleanse2")));
        Assert.Equal((0, 1), (roles.KeyOf("Window1"), roles.KeyOf("Score")));
        string[] functions = ["Cleanse1", "Cleanse2", "Cleanse3", "Window1", "Window2", "Score", "Clock", "WindowState", "Sink1", "Sink2"];
        Assert.Equal(["Cleanse3", "Window2", "Sink1", "Sink2"], functions.Where(roles.IsIdle));
    }

    internal static IConfiguration Configuration(params (string Name, string? Value)[] changes)
    {
        var sample = JsonNode.Parse(File.ReadAllText(Repository.PathOf("local.settings.sample.json")))!["Values"]!.AsObject();
        var values = sample.ToDictionary(value => value.Key, value => (string?)value.Value);
        foreach (var (name, value) in changes)
            values[name] = value;
        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }
}

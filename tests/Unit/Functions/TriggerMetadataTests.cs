using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.DurableTask.Client;
using Serverless.Functions;
using Serverless.Pipelines;

namespace Serverless.Tests.Unit.Functions;

public sealed class TriggerMetadataTests
{
    private const string Kafka =
        """{"name":"records","direction":"In","type":"kafkaTrigger","brokerList":"%BrokerList%","topic":"%SourceTopic1%","cardinality":"Many",""" +
        """ "properties":{"supportsDeferredBinding":"True"}}""";

    private const string Timer = """{"name":"timer","direction":"In","type":"timerTrigger","schedule":"*/10 * * * * *"}""";

    [Fact]
    public void Functions_that_the_pipeline_lacks_are_removed()
    {
        var functions = Transform(["Cleanse1", "Cleanse2", "Cleanse3", "Window1", "Window2", "Score", "Clock", "WindowState", "Sink1", "Sink2"]);
        Assert.Equal(["Cleanse1", "Cleanse2", "Window1", "Score", "Clock", "WindowState"], functions.Select(function => function.Name));
    }

    [Fact]
    public void A_plain_broker_gets_threshold_and_protocol_and_the_rest_stays()
    {
        var binding = Transform(["Cleanse1"], ("LagThreshold", "250"))[0].RawBindings![0];
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse(Kafka[..^1] + ""","lagThreshold":250,"protocol":"Plaintext"}"""), JsonNode.Parse(binding)), binding);
    }

    [Fact]
    public void A_broker_with_credentials_gets_the_names_of_their_settings_only()
    {
        var function = Transform(
            ["Score"], ("Profile", "kafka"), ("KafkaProtocol", "SaslSsl"), ("KafkaAuthentication", "Plain"), ("KafkaUsername", "me"), ("KafkaPassword", "secret"))[0];
        var binding = JsonNode.Parse(function.RawBindings![0])!;
        Assert.Equal(("SaslSsl", "Plain"), ((string?)binding["protocol"], (string?)binding["authenticationMode"]));
        Assert.Equal(("%KafkaUsername%", "%KafkaPassword%"), ((string?)binding["username"], (string?)binding["password"]));
        Assert.DoesNotContain("secret", function.RawBindings![0], StringComparison.Ordinal);
    }

    [Fact]
    public void Other_bindings_are_left_alone() => Assert.Equal(Timer, Transform(["Clock"])[0].RawBindings![1]);

    [Fact]
    public void Every_kafka_trigger_takes_batches_with_binary_keys_and_settings()
    {
        var triggers = Triggers().ToList();
        Assert.Equal(
            ["Cleanse1", "Cleanse2", "Cleanse3", "Score", "Sink1", "Sink2", "Window1", "Window2"], triggers.Select(trigger => trigger.Name).Order(StringComparer.Ordinal));
        Assert.All(triggers, trigger =>
        {
            Assert.True(trigger.Attribute.IsBatched);
            Assert.Equal(KafkaMessageKeyType.Binary, trigger.Attribute.KeyDataType);
            Assert.Equal("%BrokerList%", trigger.Attribute.BrokerList);
            Assert.Contains(trigger.Attribute.Topic.Trim('%'), FunctionRoles.TopicSettings);
            Assert.Matches("^%[A-Za-z0-9]+%$", trigger.Attribute.Topic);
            Assert.StartsWith("%ConsumerGroup%", trigger.Attribute.ConsumerGroup, StringComparison.Ordinal);
        });
        Assert.Equal(6, triggers.Select(trigger => trigger.Attribute.ConsumerGroup).Distinct().Count());
    }

    [Fact]
    public void Every_function_gets_its_own_name_and_a_durable_client_where_it_needs_one()
    {
        var functions = Functions().ToList();
        string[] triggers = ["Cleanse1", "Cleanse2", "Cleanse3", "Window1", "Window2", "Score", "Sink1", "Sink2", "Clock", "WindowState", "Backfill", "BackfillPiece", "BackfillWatch"];
        string[] calls = ["StartBackfill", "ShowBackfill", "PauseBackfill", "ResumeBackfill", "Health", "Ready", "Pipeline", "ListModel", "ActivateModel", "RollBackModel", "Features", "OpenApi"];
        Assert.Equal(triggers.Concat(calls).Order(StringComparer.Ordinal), functions.Select(function => function.Name).Order(StringComparer.Ordinal));
        var clients = from function in functions
                      from parameter in function.Method.GetParameters()
                      where parameter.ParameterType == typeof(DurableTaskClient) && parameter.IsDefined(typeof(DurableClientAttribute))
                      select function.Name;
        string[] withEntities = ["Cleanse1", "Cleanse2", "Cleanse3", "Window1", "Window2", "Score", "Ready", "Pipeline", "Features", "BackfillWatch", "StartBackfill", "ShowBackfill", "PauseBackfill", "ResumeBackfill"];
        Assert.Equal(withEntities.Order(StringComparer.Ordinal), clients.Order(StringComparer.Ordinal));
        Assert.Equal(functions.Count, functions.Select(function => function.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    private static List<IFunctionMetadata> Transform(string[] names, params (string Name, string? Value)[] changes)
    {
        var settings = FunctionsSettings.Read(FunctionsSettingsTests.Configuration(changes));
        List<IFunctionMetadata> functions = [.. names.Select(name => new DefaultFunctionMetadata { Name = name, RawBindings = [Kafka, Timer] })];
        new TriggerMetadata(settings, new FunctionRoles(PipelineCatalog.Create("card-fraud").Build(), settings.Postgres is not null)).Transform(functions);
        return functions;
    }

    internal static IEnumerable<(string Name, MethodInfo Method)> Functions() =>
        from type in typeof(PipelineRunner).Assembly.GetExportedTypes()
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where method.GetCustomAttribute<FunctionAttribute>() is not null
        select (method.GetCustomAttribute<FunctionAttribute>()!.Name, method);

    private static IEnumerable<(string Name, KafkaTriggerAttribute Attribute)> Triggers() =>
        from function in Functions()
        from parameter in function.Method.GetParameters()
        where parameter.GetCustomAttribute<KafkaTriggerAttribute>() is not null
        select (function.Name, parameter.GetCustomAttribute<KafkaTriggerAttribute>()!);
}

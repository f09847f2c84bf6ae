using System.Text.RegularExpressions;
using Serverless.Functions;
using Serverless.Pipelines.CardFraud;
using Serverless.Tests.Unit.Build;

namespace Serverless.Tests.Unit.Infra;

/// <summary>What the templates set is what the app reads, and the defaults are those of card-fraud.</summary>
public sealed class DeployedSettingsTests
{
    /// <summary>Settings of the platform: the host, the Durable extension and the Azure SDK read them.</summary>
    private static readonly string[] OfThePlatform =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING", "AZURE_CLIENT_ID", "AzureWebJobsStorage__blobServiceUri",
        "AzureWebJobsStorage__clientId", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__queueServiceUri", "AzureWebJobsStorage__tableServiceUri",
        "DURABLE_TASK_SCHEDULER_CONNECTION_STRING", "TASKHUB_NAME",
    ];

    private static readonly string Code = string.Concat(Repository.Sources("functions").Select(file => File.ReadAllText(Repository.PathOf(file))));

    [Fact]
    public void Every_setting_is_one_that_the_app_or_the_platform_reads() =>
        Findings.None(Set().Where(name => !name.StartsWith("KAFKA__", StringComparison.Ordinal) && !name.StartsWith("POSTGRES__", StringComparison.Ordinal) && !OfThePlatform.Contains(name)
            && !FunctionRoles.TopicSettings.Contains(name) && !Code.Contains($"\"{name}\"", StringComparison.Ordinal)));

    [Fact]
    public void Every_setting_that_the_app_needs_is_set()
    {
        var needed = Regex.Matches(Code, @"read\.Needed(?:Choice)?\(""(\w+)""").Select(match => match.Groups[1].Value).Append(KafkaSecurity.UsernameSetting).Append(KafkaSecurity.PasswordSetting);
        Findings.None(needed.Except(Set()));
    }

    [Fact]
    public void Flex_Consumption_refuses_the_worker_runtime_setting() => Assert.DoesNotContain("FUNCTIONS_WORKER_RUNTIME", Set());

    [Fact]
    public void Topics_shards_and_functions_are_those_of_card_fraud()
    {
        var plan = new CardFraud().Build();
        Assert.Equal(plan.Name, Default("PIPELINE"));
        Assert.Equal(plan.Sources.Select(source => source.Topic), Default("SOURCE_TOPICS").Split(','));
        Assert.Equal(plan.Keys.Select(key => key.Topic), Default("WINDOW_TOPICS").Split(',').Append(Default("SCORE_TOPIC")));
        Assert.Equal(plan.OwnedTopics.Except(plan.Keys.Select(key => key.Topic)).Order(StringComparer.Ordinal), Default("OUTPUT_TOPICS").Split(',').Order(StringComparer.Ordinal));
        Assert.Equal(plan.Shards, int.Parse(Default("SHARDS"), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Names_of_always_ready_functions_are_those_of_the_app()
    {
        var text = string.Concat(BicepFile.Main.Of("var").Select(value => value.Text));
        Assert.Contains("'Cleanse${number}'", text, StringComparison.Ordinal);
        Assert.Contains("'Window${number}'", text, StringComparison.Ordinal);
        Assert.Contains("['Score']", text, StringComparison.Ordinal);
        Assert.Contains($"['{nameof(SinkFunctions.Sink1)}', '{nameof(SinkFunctions.Sink2)}']", text, StringComparison.Ordinal);
        Assert.Equal("Cleanse1", nameof(CleanseFunctions.Cleanse1));
        Assert.Equal("Window1", nameof(KeyedFunctions.Window1));
        Assert.Equal("Score", nameof(KeyedFunctions.Score));
    }

    private static string Default(string variable) =>
        Regex.Match(File.ReadAllText(Repository.PathOf(BicepFile.Parameters.Path)), $@"readEnvironmentVariable\('{variable}', '([^']*)'\)").Groups[1].Value;

    /// <summary>Names of app settings in the main file and in the app's module.</summary>
    private static HashSet<string> Set()
    {
        var app = BicepFile.Main.Of("module").Single(module => module.Name == "app").Text;
        var module = BicepFile.All.Single(file => file.Path.EndsWith("function-app.bicep", StringComparison.Ordinal)).Of("resource").Single(resource => resource.Name == "app").Text;
        var topics = BicepFile.Main.Of("var").Where(value => value.Name is "topicSettings" or "sinkSettings").SelectMany(value => Regex.Matches(value.Text, @"(SourceTopic|WindowTopic)\$|([A-Z]\w+):"));
        return [
            .. Regex.Matches(app[app.IndexOf("settings:", StringComparison.Ordinal)..], @"^\s+([A-Z]\w+):", RegexOptions.Multiline).Select(match => match.Groups[1].Value),
            .. Regex.Matches(module[module.IndexOf("appSettings:", StringComparison.Ordinal)..], @"^\s+([A-Z]\w+):", RegexOptions.Multiline).Select(match => match.Groups[1].Value),
            .. topics.Select(match => match.Groups[1].Success ? match.Groups[1].Value + "1" : match.Groups[2].Value)];
    }
}

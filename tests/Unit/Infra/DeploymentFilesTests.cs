using System.Text.RegularExpressions;
using Serverless.Pipelines.CardFraud;
using Serverless.Tests.Unit.Build;

namespace Serverless.Tests.Unit.Infra;

/// <summary>azure.yaml, hooks, the workflow and the compose file: what they name exists, what they fetch is pinned, what they open stays on this machine.</summary>
public sealed class DeploymentFilesTests
{
    [Fact]
    public void Files_that_azd_is_told_of_exist_and_hooks_can_be_run()
    {
        var text = Text("azure.yaml");
        Assert.Contains("path: infra/bicep", text, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Repository.PathOf("functions")));
        var hooks = Regex.Matches(text, @"run: (\S+\.sh)").Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(2, hooks.Count);
        Assert.All(hooks, hook =>
        {
            Assert.StartsWith("#!/bin/sh\n", Text(hook), StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
                Assert.True(File.GetUnixFileMode(Repository.PathOf(hook)).HasFlag(UnixFileMode.UserExecute), hook);
        });
    }

    [Fact]
    public void The_service_of_azd_is_the_one_that_the_template_tags()
    {
        var service = Regex.Match(Text("azure.yaml"), @"services:\n  (\w+):").Groups[1].Value;
        Assert.Contains($"'azd-service-name': '{service}'", Text("infra/bicep/modules/function-app.bicep"), StringComparison.Ordinal);
        Assert.Contains($"SERVICE_{service.ToUpperInvariant()}_NAME", BicepFile.Main.Of("output").Select(output => output.Name));
    }

    [Fact]
    public void Hooks_use_outputs_that_exist_and_variables_that_the_parameters_read()
    {
        var outputs = BicepFile.Main.Of("output").Select(output => output.Name).ToHashSet();
        Assert.All(Regex.Matches(Text("infra/hooks/upload-model.sh"), @"\$([A-Z]+(?:_[A-Z]+)+)").Select(match => match.Groups[1].Value), name => Assert.Contains(name, outputs));
        Assert.All(
            Regex.Matches(Text("infra/hooks/prepare.sh"), @"azd env set (\w+)").Select(match => match.Groups[1].Value),
            name => Assert.Contains($"readEnvironmentVariable('{name}'", Text("infra/bicep/main.bicepparam"), StringComparison.Ordinal));
    }

    [Fact]
    public void Actions_are_pinned_to_commits_and_no_secret_is_stored()
    {
        var text = Text(".github/workflows/deploy.yml");
        var actions = Regex.Matches(text, @"uses: (\S+)").Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(actions);
        Assert.All(actions, action => Assert.Matches("^[\\w-]+/[\\w-]+@[0-9a-f]{40}$", action));
        Assert.DoesNotContain("secrets.", text, StringComparison.Ordinal);
        Assert.Contains("id-token: write", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Containers_are_pinned_and_listen_on_loopback_only()
    {
        var text = Text("docker-compose.yml");
        Assert.All(Regex.Matches(text, @"image: (\S+)"), image => Assert.Matches(@":v?\d+\.\d+", image.Groups[1].Value));
        var ports = Regex.Matches(text, @"ports: \[(.+)\]").SelectMany(line => Regex.Matches(line.Groups[1].Value, @"""([^""]+)""")).Select(port => port.Groups[1].Value).ToList();
        Assert.All(ports, port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        Assert.All(Regex.Matches(text, @"- (\./\S+?):/"), volume => Assert.True(Path.Exists(Repository.PathOf(volume.Groups[1].Value)), volume.Value));
    }

    [Fact]
    public void The_compose_file_and_the_sample_of_settings_agree_and_its_topics_are_those_of_card_fraud()
    {
        var (text, sample) = (Text("docker-compose.yml"), Text("local.settings.sample.json"));
        Assert.Contains("KAFKA_ADVERTISED_LISTENERS: HOST://localhost:9092,", text, StringComparison.Ordinal);
        Assert.Contains("\"BrokerList\": \"localhost:9092\"", sample, StringComparison.Ordinal);
        Assert.All(new[] { 10_000, 10_001, 10_002 }, port => Assert.Contains($"127.0.0.1:{port}:{port}", text, StringComparison.Ordinal));
        var created = Regex.Match(text, @"TOPICS:-([^}]+)\}").Groups[1].Value.Split(' ').ToHashSet();
        var plan = new CardFraud().Build();
        Assert.Subset(created, plan.OwnedTopics.Select(topic => $"{topic}:{plan.Shards}").ToHashSet());
        Assert.All(plan.Sources, source => Assert.Contains(created, topic => topic.StartsWith(source.Topic + ":", StringComparison.Ordinal)));
        Assert.Equal(plan.OwnedTopics.Length + plan.Sources.Length, created.Count);
    }

    [Fact]
    public void Documents_name_every_variable_of_the_parameters()
    {
        var page = Text("docs/deployment.md");
        var read = Regex.Matches(Text("infra/bicep/main.bicepparam"), @"readEnvironmentVariable\('(\w+)'").Select(match => match.Groups[1].Value).Distinct();
        Findings.None(read.Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)));
    }

    private static string Text(string file) => File.ReadAllText(Repository.PathOf(file)).ReplaceLineEndings("\n");
}

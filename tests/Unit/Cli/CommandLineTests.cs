using System.CommandLine;
using Serverless.Local.Cli;
using Serverless.Streams;
using Serverless.Tests.Unit.Models;

namespace Serverless.Tests.Unit.Cli;

[Collection(ConsoleTests.Name)]
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("There is no pipeline \"nothing\"", "run", "nothing")]
    [InlineData("There is no pipeline \"nothing\"", "explain", "nothing")]
    [InlineData("There is no pipeline \"nothing\"", "host", "nothing", "--data", "no-such-folder")]
    [InlineData("--for: \"soon\" is no duration", "run", "--for", "soon")]
    [InlineData("--history-days: expected 0 to 10000", "run", "--history-days", "-1")]
    [InlineData("--speed: expected 1 to 1000000", "run", "--speed", "0")]
    [InlineData("--for: expected at least 20s with --demo", "run", "--demo", "--for", "19s")]
    [InlineData("--json: expected a file in a folder that exists", "run", "--json", "no-such-folder/out.json")]
    [InlineData("--topics: \"a\" must be a name", "broker", "--topics", "a")]
    [InlineData("Where is the artifact store?", "models", "list")]
    [InlineData("There is no folder no-such-folder", "models", "push", "no-such-folder", "--artifacts", "no-such-store")]
    [InlineData("There is no version 9 of card-fraud", "models", "activate", "card-fraud", "9", "--artifacts", "no-such-store")]
    [InlineData("card-fraud has no earlier version to go back to.", "models", "rollback", "card-fraud", "--artifacts", "no-such-store")]
    [InlineData("There is no verb or option \"nonsense\" here.", "nonsense")]
    [InlineData("There is no verb or option \"--nonsense\" here.", "run", "--nonsense")]
    [InlineData("There is no verb or option \"more\" here.", "run", "card-fraud", "more")]
    [InlineData("'tape'", "run", "--log", "tape")]
    [InlineData("'--ledger'", "simulate")]
    public async Task A_wrong_argument_is_one_sentence_and_exit_code_2(string sentence, params string[] arguments)
    {
        var (code, output, errors) = await Commands.RunAsync(arguments);

        Assert.Equal(ExitCode.WrongConfiguration, code);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.DoesNotContain("Exception", errors, StringComparison.Ordinal);
        Assert.Equal("", output);
    }

    [Fact]
    public async Task Verbose_shows_the_trace()
    {
        var (code, _, errors) = await Commands.RunAsync("models", "list", "--verbose");

        Assert.Equal(ExitCode.WrongConfiguration, code);
        Assert.Contains("Where is the artifact store?", errors, StringComparison.Ordinal);
        Assert.Contains("   at Serverless.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_the_verbs_and_what_a_verb_can_be_told()
    {
        var (code, verbs, _) = await Commands.RunAsync("--help");
        var (_, options, _) = await Commands.RunAsync("run", "--help");

        Assert.Equal(ExitCode.Well, code);
        Assert.All(["run", "bench", "explain", "models", "features", "broker", "azurite", "simulate", "verify", "host", "sink"], verb => Assert.Contains("\n  " + verb, verbs, StringComparison.Ordinal));
        Assert.Contains("--json <FILE>", options, StringComparison.Ordinal);
        Assert.DoesNotContain("--with-parent", options, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_prints_the_plan()
    {
        var (code, page, errors) = await Commands.RunAsync("explain", "card-fraud");

        Assert.Equal((ExitCode.Well, ""), (code, errors));
        Assert.Contains("card-fraud.by-terminal", page, StringComparison.Ordinal);
        Assert.Contains("terminal_risk", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_definition_is_one_line_with_all_its_problems()
    {
        var command = new Command("broken").Does(null, (_, _) => Task.FromResult(new BrokenPipeline().Build().Shards));

        var (code, _, errors) = await Commands.ListenAsync(() => command.Parse([]).InvokeAsync());

        Assert.Equal(ExitCode.WrongConfiguration, code);
        var problems = Assert.Throws<PipelineException>(() => new BrokenPipeline().Build()).Problems;
        Assert.True(problems.Length > 1);
        Assert.Equal(string.Join(' ', problems), errors.TrimEnd());
    }

    [Fact]
    public async Task A_version_is_pushed_activated_and_rolled_back()
    {
        using var folder = new TestFolder();
        foreach (var version in (string[])["1", "2"])
        {
            var pushed = await Commands.RunAsync("models", "push", new TestVersion { Version = version }.Write(folder["v" + version]), "--artifacts", folder["store"]);
            var activated = await Commands.RunAsync("models", "activate", "card-fraud", version, "--artifacts", folder["store"]);
            Assert.Equal((ExitCode.Well, $"card-fraud {version} is in the store.", ""), (pushed.Code, pushed.Output.TrimEnd(), pushed.Errors));
            Assert.Equal((ExitCode.Well, $"card-fraud {version} is in force (revision {version}).", ""), (activated.Code, activated.Output.TrimEnd(), activated.Errors));
        }

        var (code, output, _) = await Commands.RunAsync("models", "rollback", "card-fraud", "--artifacts", folder["store"]);

        Assert.Equal((ExitCode.Well, "card-fraud 1 is in force again (revision 3)."), (code, output.TrimEnd()));
    }

    private sealed class BrokenPipeline : Pipeline<object>
    {
        public BrokenPipeline() => Shards(33);
    }
}

using Serverless.Local.Cli;
using Serverless.Local.Cli.Func;

namespace Serverless.Tests.Unit.LocalCli;

public sealed class FuncSettingsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("serverless-func-").FullName;

    public FuncSettingsTests()
    {
        Directory.CreateDirectory(Path.Combine(_root, "functions"));
        Directory.CreateDirectory(Path.Combine(_root, "deep", "below"));
        File.WriteAllText(Path.Combine(_root, "functions", "host.json"), "{}");
        File.WriteAllText(Path.Combine(_root, "local.settings.sample.json"), """{"Values": {"Pipeline": "card-fraud", "Empty": ""}}""");
    }

    private string Settings => Path.Combine(_root, "functions", "local.settings.json");

    [Fact]
    public void The_sample_is_copied_to_where_the_tools_look()
    {
        var settings = FuncSettings.Prepare(Path.Combine(_root, "deep", "below"));
        Assert.True(File.Exists(Settings));
        Assert.Equal((Path.Combine(_root, "functions"), "card-fraud", null), (settings.Folder, settings.Needed("Pipeline"), settings.Optional("Empty")));
    }

    [Fact]
    public void Settings_that_are_there_stay()
    {
        File.WriteAllText(Settings, """{"Values": {"pipeline": "meter-watch" /* ours */, }}""");
        Assert.Equal("meter-watch", FuncSettings.Prepare(_root).Needed("Pipeline"));
        Assert.Contains("ours", File.ReadAllText(Settings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "functions/local.settings.json can't be read")]
    [InlineData("{}", "functions/local.settings.json can't be read")]
    [InlineData("""{"Values": {"Pipeline": 3}}""", "functions/local.settings.json can't be read")]
    [InlineData("""{"Values": {}}""", "functions/local.settings.json: Pipeline is not set")]
    public void Wrong_settings_are_told_in_one_sentence(string text, string message)
    {
        File.WriteAllText(Settings, text);
        var wrong = Assert.Throws<CommandException>(() => FuncSettings.Prepare(_root).Needed("Pipeline"));
        Assert.StartsWith(message, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_app_there_is_one_sentence() => Assert.Throws<CommandException>(() => FuncSettings.Prepare(Path.GetTempPath()));

    public void Dispose() => Directory.Delete(_root, recursive: true);
}

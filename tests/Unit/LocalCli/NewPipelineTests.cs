using Serverless.Local.Cli;
using Serverless.Local.Cli.New;
using Serverless.Local.Testing;
using Serverless.Pipelines.NewSample;
using Serverless.Tests.Unit.Build;

namespace Serverless.Tests.Unit.LocalCli;

/// <summary>The files in the folder beside this one are those of <c>new new-sample</c>, compiled and run here.</summary>
public sealed class NewPipelineTests : IDisposable
{
    private const string Catalog = "pipelines/PipelineCatalog.cs";

    private readonly string _root = Directory.CreateTempSubdirectory().FullName;

    public NewPipelineTests()
    {
        Directory.CreateDirectory(Path.Combine(_root, "pipelines"));
        File.Copy(Repository.PathOf(Catalog), Path.Combine(_root, Catalog));
    }

    [Theory]
    [InlineData("pipelines/NewSample/NewSample.cs")]
    [InlineData("pipelines/NewSample/NewSampleEvent.cs")]
    [InlineData("pipelines/NewSample/NewSampleDecision.cs")]
    [InlineData("pipelines/NewSample/NewSampleJson.cs")]
    [InlineData("tests/Unit/Pipelines/NewSampleRunTests.cs")]
    public void What_is_written_is_what_compiles_and_passes_here(string path) =>
        Assert.EndsWith(
            NewFiles.Of("new-sample", "NewSample")[path].ReplaceLineEndings("\n"), File.ReadAllText(Repository.PathOf("tests/Unit/LocalCli/NewPipeline/" + Path.GetFileName(path))).ReplaceLineEndings("\n"), StringComparison.Ordinal);

    [Fact]
    public async Task The_catalog_gets_a_line_and_a_name_is_taken_once()
    {
        var written = await NewPipeline.WriteAsync(NewPipeline.Root(Path.Combine(_root, "pipelines")), "meter-watch", default);
        Assert.All(written, path => Assert.True(File.Exists(Path.Combine(_root, path)), path));
        Assert.Contains("        [\"meter-watch\"] = () => new MeterWatch.MeterWatch(),\n    };\n", await File.ReadAllTextAsync(Path.Combine(_root, Catalog)), StringComparison.Ordinal);
        Assert.Contains("exists already", (await Assert.ThrowsAsync<CommandException>(() => NewPipeline.WriteAsync(_root, "meter-watch", default))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Demo")]
    [InlineData("../demo")]
    [InlineData("demo-")]
    [InlineData("2demo")]
    [InlineData("de mo")]
    [InlineData("card-fraud")]
    public async Task A_name_that_is_none_or_taken_writes_nothing(string name)
    {
        await Assert.ThrowsAsync<CommandException>(() => NewPipeline.WriteAsync(_root, name, default));
        Assert.Equal([Path.Combine(_root, Catalog)], Directory.GetFiles(_root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task The_sample_events_go_through_the_preview()
    {
        var records = NewFiles.Of("new-sample", "NewSample")["pipelines/NewSample/sample/new-sample-events.jsonl"].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => ("new-sample-events", System.Text.Encoding.UTF8.GetBytes(line), new DateTimeOffset(2025, 6, 2, 11, 0, 0, TimeSpan.Zero))).ToArray();
        var tables = await PreviewRun.RunAsync(new NewSample(), records);
        Assert.Equal(["Cleanse", "Score", "Closed windows, late events"], tables.Select(table => table.Title));
        Assert.Equal(["clean", "clean", "clean", "clean", "dead: reject", "clean"], tables[0].Rows.Select(row => row[1]));
        Assert.Equal(["6", "", "check", "sudden"], tables[1].Rows.Single(row => row[0] == "6"));
        Assert.Equal(2, tables[2].Rows.Count);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}

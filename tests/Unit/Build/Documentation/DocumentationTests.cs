using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Local.Cli.New;
using Serverless.Streams.Plan;

namespace Serverless.Tests.Unit.Build.Documentation;

/// <summary>What the documents say exists: files, verbs, packages, rules, classes, and the code that they show.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Pages => [.. Repository.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_linked_file_exists(string page)
    {
        var folder = Path.GetDirectoryName(Repository.PathOf(page))!;
        Findings.None(from Match link in Link().Matches(Text(page))
                      let target = link.Groups[1].Value
                      where !target.Contains("://", StringComparison.Ordinal) && !Path.Exists(Path.Combine(folder, target))
                      select $"{page}: {target}");
    }

    [Fact]
    public void The_table_of_commands_has_every_verb_and_no_other()
    {
        var table = Regex.Match(Text("README.md"), @"\| verb \| does \|\n(.*?)\n\n", RegexOptions.Singleline).Groups[1].Value;
        var described = Regex.Matches(table, @"^\| `(\w+)`", RegexOptions.Multiline).Select(row => row.Groups[1].Value);
        var built = Repository.Sources("local/cli/Verbs").Select(Path.GetFileNameWithoutExtension)
            .Where(name => name!.EndsWith("Verb", StringComparison.Ordinal)).Select(name => name![..^"Verb".Length].ToLowerInvariant());
        Assert.Equal(built.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_package_has_its_line()
    {
        var lines = Regex.Matches(Text("docs/dependencies.md"), @"^\| `([^`]+)`", RegexOptions.Multiline).Select(line => line.Groups[1].Value).ToHashSet();
        var needed = PackageRange.Pins().Keys.Concat(NodePackages("eng/node")).Concat(NodePackages("eng/partial"));
        Findings.None(needed.Where(package => !lines.Contains(package)));
    }

    [Fact]
    public void Every_rule_that_a_simulation_breaks_is_described()
    {
        var text = Text("docs/protocol.md");
        Findings.None(Enum.GetNames<ProtocolRule>().Where(rule => rule != nameof(ProtocolRule.None) && !text.Contains($"`{rule}`", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("docs/architecture.md")]
    [InlineData("docs/protocol.md")]
    public void Every_name_of_code_occurs_in_the_code(string page)
    {
        var words = Repository.Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(file => Word().Matches(File.ReadAllText(Repository.PathOf(file)))).Select(word => word.Value).ToHashSet();
        Findings.None(from Match name in CodeName().Matches(Text(page))
                      from part in name.Groups[1].Value.Split('.')
                      where !words.Contains(part)
                      select $"{page}: {name.Groups[1].Value}");
    }

    [Fact]
    public void The_pipeline_shown_is_the_real_one()
    {
        var real = File.ReadLines(Repository.PathOf("pipelines/CardFraud/CardFraud.cs")).Select(line => line.Trim()).ToHashSet();
        Findings.None(Block("class CardFraud").Split('\n').Select(line => line.Trim()).Where(line => !real.Contains(line)));
    }

    [Fact]
    public void The_pipeline_of_ones_own_compiles_and_its_topics_are_created()
    {
        Assert.Contains(Block("class MeterWatch").Trim(), Text("tests/Unit/Build/Documentation/MeterWatch.cs"), StringComparison.Ordinal);
        var plan = new MeterWatch().Build();
        var created = Regex.Match(Text("README.md"), @"broker --port 9092 --topics (\S+)").Groups[1].Value.Split(',').ToHashSet();
        Assert.Subset(created, plan.OwnedTopics.Select(topic => $"{topic}:{plan.Shards}").ToHashSet());
        Assert.All(plan.Sources, source => Assert.Contains(created, topic => topic.StartsWith(source.Topic + ":", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("docs/pipelines.md", "TestRun.Of", "tests/Unit/Pipelines/CardFraudRunTests.cs")]
    [InlineData("docs/how-to/own-decoder.md", "IDecoder<", "tests/Unit/Streams/Decoding/DecoderTests.cs")]
    [InlineData("docs/how-to/own-sink.md", "class BatchFiles", "tests/Unit/Build/Documentation/BatchFiles.cs")]
    [InlineData("docs/how-to/own-sink.md", "Assert.True", "tests/Unit/Build/Documentation/BatchFilesTests.cs")]
    [InlineData("docs/how-to/own-aggregate.md", "IAggregate<", "tests/Unit/Build/Documentation/MachineWear.cs")]
    [InlineData("docs/how-to/own-aggregate.md", "By(", "tests/Unit/Build/Documentation/MachineWear.cs")]
    [InlineData("docs/how-to/reference-table.md", "Table(\"items\", TableJson", "tests/Unit/Streams/Tables/Orders.cs")]
    [InlineData("docs/how-to/reference-table.md", "Tuesday", "tests/Unit/LocalTesting/TableRunTests.cs")]
    [InlineData("docs/how-to/own-aggregate.md", "version > 1", "tests/Unit/Build/Documentation/MachineWear.cs")]
    public void The_code_shown_is_compiled_and_run(string page, string words, string file)
    {
        var real = File.ReadLines(Repository.PathOf(file)).Select(line => line.Trim()).ToHashSet();
        var shown = Fence().Matches(Text(page)).Select(block => block.Groups[1].Value).Single(block => block.Contains(words, StringComparison.Ordinal));
        Findings.None(shown.Split('\n').Select(line => line.Trim()).Where(line => !real.Contains(line)));
    }

    [Fact]
    public void The_tour_shows_what_new_writes()
    {
        var files = NewFiles.Of("demo", "Demo");
        var real = files["pipelines/Demo/Demo.cs"].ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()).ToHashSet();
        var shown = Fence().Matches(Text("docs/tour.md")).Single().Groups[1].Value;
        Findings.None(shown.Split('\n').Select(line => line.Trim()).Where(line => !real.Contains(line)));
        Assert.All(files.Keys, file => Assert.Contains("\n" + file + "\n", Text("docs/tour.md"), StringComparison.Ordinal));
    }

    private static string Text(string file) => File.ReadAllText(Repository.PathOf(file)).ReplaceLineEndings("\n");

    /// <summary>The README's block of C# that has these words.</summary>
    private static string Block(string words) =>
        Fence().Matches(Text("README.md")).Select(block => block.Groups[1].Value).Single(block => block.Contains(words, StringComparison.Ordinal));

    private static IEnumerable<string> NodePackages(string folder)
    {
        using var file = JsonDocument.Parse(Text(folder + "/package.json"));
        return [.. file.RootElement.GetProperty("dependencies").EnumerateObject().Select(package => package.Name)];
    }

    [GeneratedRegex(@"\]\(([^)#\s]+)[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"`([A-Z][a-z]\w*(?:\.[A-Z]\w*)?|I[A-Z]\w+)`")]
    private static partial Regex CodeName();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}

using System.Text.RegularExpressions;

namespace Serverless.Tests.Unit.Build;

/// <summary>The arrows between the rooms point down only, and what a room must not know does not occur in its code.</summary>
public sealed class ArrowTests
{
    private const string Clock = @"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b|\bEnvironment\.TickCount";
    private const string OtherClock = @"\bStopwatch\b|\bTimeProvider\b|\bTask\.Delay\b|\bPeriodicTimer\b|\bThread\.Sleep\b";
    private const string Chance = @"\bRandom\b|\bRandomNumberGenerator\b|\bGuid\.(NewGuid|CreateVersion7)\b";
    private const string World = @"\bFile\.|\bDirectory\.|\bFileStream\b|\bFileInfo\b|\bConsole\.|\bHttpClient\b|\bSystem\.Net\b|\bProcess\.|\bEnvironment\.GetEnvironmentVariable";
    private const string Kafka = @"\bConfluent\.";
    private const string Azure = @"(?<!Microsoft\.)\bAzure\.|\bMicrosoft\.Azure\b|\bMicrosoft\.DurableTask\b";
    private const string Onnx = @"\bMicrosoft\.ML\b";

    /// <summary>The rooms that each of the lower rooms may refer to. The hosts (functions, local), tests and benchmarks may refer to all of these.</summary>
    private static readonly Dictionary<string, string[]> Below = new()
    {
        ["streams"] = [],
        ["durable"] = ["streams"],
        ["models"] = ["streams", "durable", "eng/onnxruntime"],
        ["kafka"] = ["streams", "durable"],
        ["sinks"] = ["streams", "durable"],
        ["pipelines"] = ["streams"],
        ["eng/contracts"] = [],
        ["eng/onnxruntime"] = [],
    };

    public static TheoryData<string, string> Forbidden => new()
    {
        { "streams", Clock }, { "streams", OtherClock }, { "streams", Chance }, { "streams", World },
        { "streams", Kafka }, { "streams", Azure }, { "streams", Onnx },
        { "pipelines", Clock }, { "pipelines", OtherClock }, { "pipelines", Chance }, { "pipelines", World },
        { "pipelines", Kafka }, { "pipelines", Azure }, { "pipelines", Onnx },
        { "durable", Clock }, { "durable", Kafka }, { "durable", Azure }, { "durable", Onnx },
        { "models", Clock }, { "models", Kafka },
        { "kafka", Clock }, { "kafka", Azure }, { "kafka", Onnx },
        { "sinks", Clock }, { "sinks", Kafka }, { "sinks", Azure }, { "sinks", Onnx },
    };

    [Fact]
    public void Lower_rooms_refer_only_to_the_rooms_below_them()
    {
        var wrong = from project in ProjectFile.All()
                    where Below.ContainsKey(project.Room)
                    from target in project.Projects
                    where !Below[project.Room].Contains(ProjectFile.Folder(target))
                    select $"{project.Path} refers to {target}";
        Findings.None(wrong);
    }

    [Fact]
    public void Product_refers_neither_to_tests_nor_to_benchmarks()
    {
        var wrong = from project in ProjectFile.All()
                    where !project.Room.StartsWith("tests/", StringComparison.Ordinal)
                    from target in project.Projects
                    where target.StartsWith("tests/", StringComparison.Ordinal) || target.StartsWith("benchmarks/", StringComparison.Ordinal)
                    select $"{project.Path} refers to {target}";
        Findings.None(wrong);
    }

    [Fact]
    public void Functions_and_local_do_not_know_each_other()
    {
        var wrong = from project in ProjectFile.All()
                    from target in project.Projects
                    where (project.Room == "functions" && target.StartsWith("local/", StringComparison.Ordinal))
                        || (project.Room.StartsWith("local/", StringComparison.Ordinal) && target.StartsWith("functions/", StringComparison.Ordinal))
                    select $"{project.Path} refers to {target}";
        Findings.None(wrong);
    }

    [Fact]
    public void Streams_needs_no_package() => Assert.Empty(Packages("streams"));

    [Fact]
    public void Pipelines_need_no_package_but_the_analyzer() => Assert.Equal(["Microsoft.CodeAnalysis.BannedApiAnalyzers"], Packages("pipelines"));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Repository.PathOf("Serverless.sln")).Replace('\\', '/');
        Assert.All(ProjectFile.All(), project => Assert.Contains($"\"{project.Path}\"", solution, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Code_of_a_room_does_not_use_what_it_must_not_know(string room, string pattern)
    {
        var wrong = from file in Repository.Sources(room)
                    from Match match in Regex.Matches(SourceText.CodeOf(file), pattern)
                    select $"{file}: {match.Value}";
        Findings.None(wrong);
    }

    [Theory]
    [InlineData("streams", "Serverless.Streams")]
    [InlineData("durable", "Serverless.Durable")]
    [InlineData("models", "Serverless.Models")]
    [InlineData("kafka", "Serverless.Kafka")]
    [InlineData("sinks", "Serverless.Sinks")]
    [InlineData("pipelines", "Serverless.Pipelines")]
    public void Code_of_a_room_lies_in_its_namespace(string room, string expected)
    {
        var wrong = from file in Repository.Sources(room)
                    from Match match in Regex.Matches(SourceText.CodeOf(file), @"^namespace\s+([\w.]+)", RegexOptions.Multiline)
                    where match.Groups[1].Value != expected && !match.Groups[1].Value.StartsWith(expected + ".", StringComparison.Ordinal)
                    select $"{file}: {match.Groups[1].Value}";
        Findings.None(wrong);
    }

    [Fact]
    public void Comments_and_strings_are_not_code()
    {
        const string Source = "var a = \"DateTime.Now\"; // DateTime.Now\n/* Random */ var c = '\"'; var b = @\"x \"\" Random\"; Stopwatch.StartNew();";
        var code = SourceText.Strip(Source);
        Assert.DoesNotMatch(Clock, code);
        Assert.DoesNotMatch(Chance, code);
        Assert.Matches(OtherClock, code);
    }

    private static IEnumerable<string> Packages(string room) => ProjectFile.All().Where(project => project.Room == room).SelectMany(project => project.Packages);
}

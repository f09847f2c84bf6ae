using System.Text;
using System.Text.RegularExpressions;
using Serverless.Kafka;
using Serverless.Local.Emulators;
using Serverless.Streams.Records;

namespace Serverless.Tests.EndToEnd;

/// <summary>The recipes of docs/reading.md, run as they stand there: they leave out what our own rule leaves out.</summary>
public sealed class RecipeTests
{
    private const string Topic = "card-fraud.predictions";
    private const string Last = "w@9/9:1:1.0";

    // Two partitions; a takeover, a late send of an old owner, two writers in a partition, a higher generation, a number beyond 2^53, a foreign record.
    private static readonly (int Partition, string Id)[] Sent =
    [
        (0, "w@1/0:1:1.0"), (0, "w@1/0:2:1.0"), (0, "w@1/0:2:1.1"), (0, "w@1/0:2:2.0"), (0, "w@1/0:1:1.0"), (0, "w@1/0:2:2.0"), (0, "w@1/0:10:1.0"), (0, "w@1/0:9:1.0"),
        (0, "v@1/0:3:1.0"), (0, "w@1/1:3:1.0"), (0, "v@1/0:3:1.0"), (0, "w@2/0:0:1.0"), (0, "w@1/0:11:1.0"), (0, "w@2/0:9007199254740993:1.0"), (0, "w@2/0:9007199254740992:1.0"),
        (1, "w@1/0:1:1.0"), (1, "w@1/0:1:1.0"), (1, "no id"), (1, "no id"), (0, Last), (1, Last),
    ];

    [Fact]
    public async Task KafkaJS_reads_each_output_once()
    {
        using var folder = new DataFolder();
        await File.WriteAllTextAsync(folder.At("reader.cjs"), Recipe("js"));
        await using var broker = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { Topics = new Dictionary<string, int> { [Topic] = 2 } });
        await AppendAsync(broker.Settings with { Compression = "gzip" });

        await using var reader = CommandProcess.Launch(
            "node", new() { ["NODE_PATH"] = NodePackages.Folder() }, [folder.At("reader.cjs"), broker.BootstrapServers, Topic]);
        for (var partition = 0; partition < 2; partition++)
            await reader.LineAsync(line => line == $"{Last} {partition}");

        Assert.Equal(Expected(), reader.Output.Select(Place).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Python_keeps_the_same_rule()
    {
        using var folder = new DataFolder();
        await File.WriteAllTextAsync(folder.At("reader.py"), Recipe("python"));
        var ids = string.Concat(Sent.Select(sent => $"{sent.Partition} {sent.Id}\n"));
        await File.WriteAllTextAsync(folder.At("ids"), ids);
        const string Program = """
            import runpy, sys
            recipe = runpy.run_path(sys.argv[1])
            for line in open(sys.argv[2]):
                partition, identifier = line.rstrip("\n").split(" ", 1)
                if recipe["is_new"]("t", int(partition), identifier):
                    print(identifier, partition)
            """;

        await using var python = CommandProcess.Launch("python3", [], ["-c", Program, folder.At("reader.py"), folder.At("ids")]);

        Assert.True(await python.EndAsync() == 0, python.Everything);
        Assert.Equal(Expected(), python.Output.Select(Place).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Python_of_the_page_on_models_is_Python()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "own-model.md"));
        var blocks = Regex.Matches(page.ReplaceLineEndings("\n"), "```python\n(.*?)```", RegexOptions.Singleline).Select(block => block.Groups[1].Value).ToArray();
        Assert.Equal(3, blocks.Length);
        await using var python = CommandProcess.Launch("python3", [], ["-c", "import ast, sys\nfor code in sys.argv[1:]: ast.parse(code)", .. blocks]);
        Assert.True(await python.EndAsync() == 0, python.Everything);
    }

    private static IEnumerable<string> Expected()
    {
        var last = new LastIds();
        return Sent.Where(sent => !OutputId.TryParse(sent.Id, out var id) || last.IsNew(Topic, sent.Partition, id))
            .Select(sent => Place($"{sent.Id} {sent.Partition}")).Order(StringComparer.Ordinal);
    }

    private static string Place(string line) => line.Trim();

    private static async Task AppendAsync(KafkaSettings settings)
    {
        await using var log = await KafkaLog.ConnectAsync(settings, CancellationToken.None);
        await using var writer = log.OpenWriter();
        await writer.AppendAsync([.. Sent.Select(sent => new OutgoingRecord
        {
            Topic = Topic,
            Partition = sent.Partition,
            Value = Encoding.UTF8.GetBytes($"{sent.Partition}"),
            Headers = [new RecordHeader(OutputHeaders.Id, Encoding.UTF8.GetBytes(sent.Id))],
        })], CancellationToken.None);
    }

    private static string Recipe(string language)
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "reading.md")).ReplaceLineEndings("\n");
        return Regex.Match(page, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
    }
}

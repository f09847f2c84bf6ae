using Serverless.Durable.Offline;
using Serverless.Local.Cli;
using Serverless.Local.Cli.History;
using Serverless.Local.Cli.Training;
using Serverless.Streams;
using Serverless.Tests.Unit.Streams.Fold;

namespace Serverless.Tests.Unit.LocalCli.Training;

public sealed class TrainingTableTests : IDisposable
{
    private static readonly PipelinePlan Plan = FoldPipeline.Plan(p =>
    {
        p.Readings();
        p.ByKey();
        p.Score("model", features => features.Number("value", r => r.Value).Number("other", r => r.Value));
    });

    private readonly string _folder = Directory.CreateTempSubdirectory("serverless-table-").FullName;

    [Theory]
    [InlineData("csv", "id,time,key,label,labelled,value,other\na,5,\"k,\"\"1\",1,9,0.1,\na,5,\"k,\"\"1\",,,0.1,\n")]
    [InlineData("jsonl", "{\"id\":\"a\",\"time\":5,\"key\":\"k,\\u00221\",\"label\":1,\"labelled\":9,\"value\":0.1,\"other\":null}\n{\"id\":\"a\",\"time\":5,\"key\":\"k,\\u00221\",\"label\":null,\"labelled\":null,\"value\":0.1,\"other\":null}\n")]
    public async Task A_row_is_a_line_with_keys_label_and_features(string form, string expected)
    {
        var path = Path.Combine(_folder, "table." + form);
        var row = new OfflineRow("a", DateTimeOffset.FromUnixTimeMilliseconds(5), new object(), new[] { 0.1f, float.NaN }) { Keys = ["k,\"1"] };
        await using (var table = await TrainingTable.OpenAsync(path, Plan))
        {
            await table.WriteAsync(row, "1", 9);
            await table.WriteAsync(row, "", null);
        }

        Assert.Equal(expected, (await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Labels_are_numbers_conditions_or_short_texts_with_the_time_of_their_arrival()
    {
        var path = Path.Combine(_folder, "labels.jsonl");
        File.WriteAllText(path, """
            {"id":"a","label":1,"at":"1970-01-01T00:00:01Z"}
            {"id":7,"label":false,"at":"1970-01-01T00:00:02Z"}
            {"id":"c","label":"good","at":"1970-01-01T00:00:03Z"}
            """);
        Assert.Equal([new Label("a", "1", 1_000), new Label("7", "0", 2_000), new Label("c", "good", 3_000)], LabelFile.Read(path));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("no json")]
    [InlineData("""{"id":"a","label":1}""")]
    [InlineData("""{"id":"a","label":[1],"at":"1970-01-01T00:00:01Z"}""")]
    [InlineData("""{"id":"a","label":"a,b","at":"1970-01-01T00:00:01Z"}""")]
    public void A_line_that_is_no_label_is_told_with_its_number(string line)
    {
        var path = Path.Combine(_folder, "labels.jsonl");
        File.WriteAllText(path, """{"id":"a","label":1,"at":"1970-01-01T00:00:01Z"}""" + "\n" + line);
        Assert.StartsWith($"--labels: line 2 of {path} is no label", Assert.Throws<CommandException>(() => LabelFile.Read(path).ToList()).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

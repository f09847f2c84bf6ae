using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Build.Documentation;

/// <summary>The sink of docs/how-to/own-sink.md: killed anywhere, it stores each output once.</summary>
public sealed class BatchFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("serverless-sink-").FullName;

    [Fact]
    public void Each_output_is_stored_once_whoever_sends_it_again_and_whenever_the_sink_starts_anew()
    {
        new BatchFiles(_folder).Store([Output("w@1/0:1:1.0"), Output("w@1/0:2:1.0"), Output("w@1/1:1:1.0")]);
        var sink = new BatchFiles(_folder);
        sink.Store([Output("w@1/0:2:1.0"), Output("w@1/0:3:1.0")]);
        sink.Store([Output("w@1/0:1:1.0")]);
        // A sink that died before it had given the file its name: nothing of it counts.
        File.WriteAllText(Path.Combine(_folder, "000000002.jsonl.new"), "torn");
        new BatchFiles(_folder).Store([Output("w@1/0:3:1.0"), Output("w@2/0:1:1.0")]);

        Assert.Equal(
            ["w@1/0:1:1.0", "w@1/0:2:1.0", "w@1/1:1:1.0", "w@1/0:3:1.0", "w@2/0:1:1.0"],
            Directory.GetFiles(_folder, "*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Where(line => !line.StartsWith('#')));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (string Topic, int Partition, OutputId Id, string Json) Output(string header)
    {
        Assert.True(OutputId.TryParse(header, out var id));
        return ("card-fraud.predictions", 0, id, header);
    }
}

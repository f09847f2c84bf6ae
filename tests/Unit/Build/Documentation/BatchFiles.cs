using System.Globalization;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Build.Documentation;

// What docs/how-to/own-sink.md shows, word for word.
/// <summary>Stores outputs in files, a batch in each, together with the last ids: a file is there whole, or not at all.</summary>
internal sealed class BatchFiles
{
    private readonly string _folder;
    private readonly LastIds _lastIds = new();
    private int _next;

    public BatchFiles(string folder)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        foreach (var file in Directory.GetFiles(_folder, "*.jsonl").Order(StringComparer.Ordinal))
        {
            _next++;
            foreach (var line in File.ReadLines(file).Where(line => line.StartsWith("# ", StringComparison.Ordinal)))
            {
                var parts = line.Split(' ');
                _ = OutputId.TryParse(parts[3], out var id);
                _lastIds.Restore(new LastId(parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture), id));
            }
        }
    }

    /// <summary>Stores what is new of a batch; a repeat is left out.</summary>
    public void Store(IEnumerable<(string Topic, int Partition, OutputId Id, string Json)> batch)
    {
        string[] lines = [.. batch.Where(output => _lastIds.IsNew(output.Topic, output.Partition, output.Id)).Select(output => output.Json)];
        if (lines.Length == 0)
        {
            return;
        }

        var ids = _lastIds.Entries.Select(entry => string.Create(CultureInfo.InvariantCulture, $"# {entry.Topic} {entry.Partition} {entry.Id}"));
        var path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{_next++:000000000}.jsonl"));
        File.WriteAllLines(path + ".new", [.. ids, .. lines]);
        File.Move(path + ".new", path);
    }
}

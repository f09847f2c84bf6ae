using System.Diagnostics.CodeAnalysis;
using Serverless.Durable.Ports;
using Serverless.Local.Host.Files;

namespace Serverless.Tests.Unit.LocalHost;

/// <summary>A data directory of a test's own, and logs over it.</summary>
internal sealed class DataFolder : IDisposable
{
    public const string Topic = "orders";

    public string Path { get; } = Directory.CreateTempSubdirectory("serverless-files-").FullName;

    public FaultyFileSystem Disk { get; } = new();

    public List<string> Notices { get; } = [];

    public FileLog Open(LogDurability durability = LogDurability.Process, long segmentBytes = 64 * 1024 * 1024, int partitions = 1, TimeProvider? time = null)
    {
        var options = new FileLogOptions { Directory = Path, Durability = durability, SegmentBytes = segmentBytes, MaxRecordBytes = 1024 * 1024 };
        var log = FileLog.Open(options, Disk, time ?? TimeProvider.System, Notices.Add);
        try
        {
            log.CreateTopic(Topic, partitions);
            return log;
        }
        catch
        {
            Close(log);
            throw;
        }
    }

    /// <summary>The sentence that opening ends with.</summary>
    public LogException OpenFails(LogDurability durability = LogDurability.Process, int partitions = 1) =>
        Assert.Throws<LogException>(() => Open(durability, partitions: partitions));

    /// <summary>The segments of a partition, oldest first.</summary>
    public string[] Segments(int partition = 0)
    {
        var files = Directory.GetFiles(System.IO.Path.Combine(Path, "log", Topic, $"{partition}"), "*.log");
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    [SuppressMessage("Usage", "CA2012", Justification = "Waited for at once.")]
    private static void Close(FileLog log) => log.DisposeAsync().AsTask().GetAwaiter().GetResult();
}

using Serverless.Streams;

namespace Serverless.Local.Cli.Chaos;

/// <summary>What a process leaves that dies in the middle of a write: bytes behind the last whole frame of a file of the log.</summary>
internal static class TornWrite
{
    public static void Leave(string data, PipelinePlan plan, Fault fault)
    {
        var key = plan.Keys[fault.Garbage[0] % plan.Keys.Length];
        var folder = Path.Combine(data, "log", key.Topic, Shared.Text($"{fault.Garbage.Length % plan.Shards}"));
        if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.log").Order(StringComparer.Ordinal).LastOrDefault() is { } newest)
        {
            using var file = new FileStream(newest, FileMode.Append);
            file.Write(fault.Garbage);
        }
    }
}

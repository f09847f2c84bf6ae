namespace Serverless.Local.Cli.Chaos;

/// <summary>What a process leaves that dies in the middle of a write: bytes behind the last whole frame of a file of the log.</summary>
internal static class TornWrite
{
    public static void Leave(ChaosHost host, Fault fault)
    {
        var key = host.Plan.Keys[fault.Garbage[0] % host.Plan.Keys.Length];
        var folder = Path.Combine(host.Data, "log", key.Topic, Shared.Text($"{fault.Garbage.Length % host.Plan.Shards}"));
        if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.log").Order(StringComparer.Ordinal).LastOrDefault() is { } newest)
        {
            using var file = new FileStream(newest, FileMode.Append);
            file.Write(fault.Garbage);
        }
    }
}

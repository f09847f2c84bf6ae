using System.Text.Json;
using Serverless.Durable.Telemetry;
using Serverless.Local.Cli.Children;
using Serverless.Local.Host;
using Serverless.Local.Simulation;

namespace Serverless.Local.Cli.Run;

/// <summary>What the hosts of a folder counted over all its runs; unknown from the first kill on, since a replay counts again.</summary>
/// <param name="IsExact">Whether every host so far ended gracefully.</param>
/// <param name="Counters">Their sum.</param>
internal sealed record RunCounted(bool IsExact, HostCounters Counters)
{
    private static readonly RunCounted None = new(true, new HostCounters(0, 0, 0, 0, 0, 0));

    /// <summary>What the runs before counted. Until <see cref="Save"/> it is noted as unknown: nobody knows how this run will end.</summary>
    public static RunCounted Begin(RunFolder folder)
    {
        var before = folder.IsFresh ? None : Read(folder.Counted) ?? None with { IsExact = false };
        Write(folder.Counted, before with { IsExact = false });
        return before;
    }

    /// <summary>With what the last status of a host says.</summary>
    public RunCounted With(HostStatus? last, string scoredTopic) =>
        last is null ? this with { IsExact = false } : this with { Counters = Add(Counters, Of(last, scoredTopic)) };

    public void Save(RunFolder folder) => Write(folder.Counted, this);

    private static HostCounters Of(HostStatus status, string scoredTopic)
    {
        long Total(string name) => status.Counters.TryGetValue(name, out var details) ? details.Values.Sum() : 0;
        long At(string name, string detail) => status.Counters.TryGetValue(name, out var details) ? details.GetValueOrDefault(detail) : 0;
        var keyed = At(PipelineCounters.Dead, "error");
        return new HostCounters(
            At(PipelineCounters.EventsIn, scoredTopic), Total(PipelineCounters.Clean), Total(PipelineCounters.Dead) - keyed, Total(PipelineCounters.Dropped),
            Total(PipelineCounters.Duplicates), Total(PipelineCounters.Late));
    }

    private static HostCounters Add(HostCounters left, HostCounters right) => new(
        left.EventsIn + right.EventsIn, left.Clean + right.Clean, left.Dead + right.Dead, left.Dropped + right.Dropped, left.Duplicates + right.Duplicates, left.Late + right.Late);

    private static RunCounted? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RunCounted>(File.ReadAllText(path), Lines.Options);
        }
        catch (Exception failure) when (failure is IOException or JsonException)
        {
            return null;
        }
    }

    private static void Write(string path, RunCounted counted) => File.WriteAllText(path, Lines.Of(counted));
}

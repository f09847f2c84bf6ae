using System.Globalization;
using Serverless.Local.Cli.Chaos.Traffic;

namespace Serverless.Local.Cli.Chaos;

/// <summary>What a proof came to. All but the faults is counted by the independent reader against what was sent.</summary>
internal sealed record ChaosReport
{
    public required string Pipeline { get; init; }

    public required ulong Seed { get; init; }

    public required string Log { get; init; }

    public required int Hosts { get; init; }

    public required double Minutes { get; init; }

    public required int Faults { get; init; }

    public required SortedDictionary<string, int> Kinds { get; init; }

    public required long Sent { get; init; }

    public required long Predictions { get; init; }

    public required long Windows { get; init; }

    /// <summary>Predictions whose aggregates were added up anew.</summary>
    public required long Aggregates { get; init; }

    /// <summary>Windows of the second pipeline of a chain that were added up anew; null without one.</summary>
    public required long? Chained { get; init; }

    public required long Lost { get; init; }

    public required long Duplicated { get; init; }

    public required long Wrong { get; init; }

    /// <summary>Raw copies, which the reader's rule removes.</summary>
    public required long Repeats { get; init; }

    /// <summary>Every equation that does not hold.</summary>
    public required IReadOnlyList<string> Broken { get; init; }

    public static ChaosReport Of(ChaosOptions options, TimeSpan time, IReadOnlyList<Fault> faults, ChaosCounts read) => new()
    {
        Pipeline = options.Pipeline,
        Seed = options.Seed,
        Log = options.Log.ToString().ToLowerInvariant(),
        Hosts = options.Hosts,
        Minutes = Math.Round(time.TotalMinutes, 1),
        Faults = faults.Count,
        Kinds = new SortedDictionary<string, int>(faults.GroupBy(fault => fault.Kind).ToDictionary(kind => kind.Key.ToString(), kind => kind.Count()), StringComparer.Ordinal),
        Sent = read.Sent,
        Predictions = read.Predictions,
        Windows = read.Windows,
        Aggregates = read.Aggregates,
        Chained = options.IsChain ? read.Chained : null,
        Lost = read.Lost,
        Duplicated = read.Duplicated,
        Wrong = read.Wrong,
        Repeats = read.Repeats,
        Broken = read.Broken,
    };

    public IEnumerable<string> Lines()
    {
        yield return Text($"{Pipeline}, seed {Seed}, keyed topics on {Log}, hosts {Hosts}, {Minutes} minutes");
        yield return Text($"faults       {Faults} ({string.Join(", ", Kinds.Select(kind => Text($"{kind.Key} {kind.Value}")))})");
        yield return Text($"sent         {Sent:N0}; predictions {Predictions:N0}, windows {Windows:N0}, aggregates compared {Aggregates:N0}{(Chained is { } chained ? Text($", windows of the chain {chained:N0}") : "")}");
        yield return Text($"counted by an independent reader: lost {Lost}, duplicated {Duplicated}, wrong {Wrong} (raw repeats {Repeats})");
        foreach (var broken in Broken)
        {
            yield return "DOES NOT HOLD  " + broken;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

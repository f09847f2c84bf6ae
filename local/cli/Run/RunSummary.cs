using Serverless.Local.Simulation;

namespace Serverless.Local.Cli.Run;

/// <summary>The summary of a run, as <c>--json</c> writes it. The last three are counted by an independent reader against what was sent.</summary>
internal sealed record RunSummary
{
    public required long EventsIn { get; init; }

    public required long Clean { get; init; }

    public required long Dead { get; init; }

    public required long Dropped { get; init; }

    public required long Duplicates { get; init; }

    public required long Late { get; init; }

    public required long Predictions { get; init; }

    public required long Alerts { get; init; }

    public required long Windows { get; init; }

    public required double EventsPerSecond { get; init; }

    public required LatencyPart LatencyMs { get; init; }

    public required ModelPart Model { get; init; }

    public required FraudPart Fraud { get; init; }

    public required long Lost { get; init; }

    public required long Duplicated { get; init; }

    public required long Repeats { get; init; }

    /// <summary>Where nobody could count exactly, since a worker was killed, the simulator's ledger says it.</summary>
    public static RunSummary Of(SimulateSummary sent, VerifyReport read, HostCounters? counted, double eventsPerSecond, string model)
    {
        var at = model.LastIndexOf('@');
        return new RunSummary
        {
            EventsIn = counted?.EventsIn ?? sent.Sent,
            Clean = counted?.Clean ?? sent.Good + sent.Copies,
            Dead = read.Dead,
            Dropped = counted?.Dropped ?? sent.Test,
            Duplicates = counted?.Duplicates ?? sent.Copies,
            Late = read.Late,
            Predictions = read.Predictions,
            Alerts = read.Alerts,
            Windows = read.Windows,
            EventsPerSecond = Math.Round(eventsPerSecond, 1),
            LatencyMs = new LatencyPart(read.LatencyMs.P50, read.LatencyMs.P95, read.LatencyMs.P99, read.LatencyMs.Max),
            Model = new ModelPart(at > 0 ? model[..at] : model, at > 0 ? model[(at + 1)..] : "", read.Swaps),
            Fraud = new FraudPart(read.TruePositives, read.FalsePositives, read.FalseNegatives),
            Lost = read.Lost,
            Duplicated = read.Duplicated,
            Repeats = read.Repeats,
        };
    }

    internal sealed record LatencyPart(double P50, double P95, double P99, double Max);

    internal sealed record ModelPart(string Name, string Version, int Swaps);

    internal sealed record FraudPart(long TruePositives, long FalsePositives, long FalseNegatives);
}

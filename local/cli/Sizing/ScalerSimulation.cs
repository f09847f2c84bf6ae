namespace Serverless.Local.Cli.Sizing;

/// <summary>
/// The platform's target-based scaler against a curve of traffic: instances = ceiling(lag / threshold), at most one per partition, at least the always-ready ones;
/// no scale-in within a minute of a scale-out (learn.microsoft.com/azure/azure-functions/functions-target-based-scaling, Kafka trigger). A new instance works after its start.
/// </summary>
internal sealed class ScalerSimulation(double instanceEventsPerSecond, long lagThreshold, int partitions, int alwaysReady)
{
    private const int ScaleInAfter = 60;

    /// <summary>Seconds between two looks of the scaler.</summary>
    public int LookSeconds { get; init; } = 10;

    /// <summary>Seconds from the decision to the first batch of a new instance.</summary>
    public int StartSeconds { get; init; } = 10;

    /// <summary>The scaler's formula.</summary>
    public int Wanted(double lag) => Math.Clamp((int)Math.Ceiling(lag / lagThreshold), Math.Min(alwaysReady, partitions), partitions);

    /// <summary>Runs a curve: events a second, for each second.</summary>
    public IEnumerable<ScalerStep> Run(IEnumerable<double> curve)
    {
        var (lag, decided, atWork, lastOut) = (0.0, Math.Min(alwaysReady, partitions), Math.Min(alwaysReady, partitions), -ScaleInAfter);
        var starting = new Queue<(int At, int Instances)>();
        var second = 0;
        foreach (var rate in curve)
        {
            if (second % LookSeconds == 0)
            {
                var wanted = Wanted(lag);
                if (wanted > decided)
                {
                    starting.Enqueue((second + StartSeconds, wanted - decided));
                    (decided, lastOut) = (wanted, second);
                }
                else if (wanted < decided && second - lastOut >= ScaleInAfter)
                {
                    (decided, atWork) = (wanted, Math.Min(atWork, wanted));
                    starting.Clear();
                }
            }

            while (starting.TryPeek(out var next) && next.At <= second)
                atWork += starting.Dequeue().Instances;
            lag = Math.Max(0, lag + rate - (atWork * instanceEventsPerSecond));
            yield return new ScalerStep(second++, rate, lag, Wanted(lag), atWork);
        }
    }
}

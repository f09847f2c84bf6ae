using System.Diagnostics;

namespace Serverless.Local.Cli.Bench;

/// <summary>How fast a road is.</summary>
/// <param name="PerSecond">Events a second.</param>
/// <param name="ProcessorMicroseconds">Processor time of the whole process per event, the broker's included; unlike the first figure it hardly depends on what else the machine does.</param>
internal readonly record struct RoadSpeed(double PerSecond, double ProcessorMicroseconds)
{
    /// <summary>Of so many events since a time stamp and a processor time.</summary>
    public static RoadSpeed Since(long started, TimeSpan processor, long events) =>
        new(events / Stopwatch.GetElapsedTime(started).TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / events);
}

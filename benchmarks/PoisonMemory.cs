using System.Diagnostics;
using System.Globalization;
using Serverless.Durable.Telemetry;

namespace Serverless.Benchmarks;

/// <summary>What 200,000 hostile records leave behind in memory: one source, one shard, the real stages on files. Nine of ten become dead letters, the others predictions.</summary>
internal static class PoisonMemory
{
    private const int Rounds = 4;
    private const int Round = 50_000;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("serverless-benchmark-");
        try
        {
            var road = new OneShard(new PoisonedPurchases().Build(), folder.FullName, HostilePurchases.Of);
            await using var open = road;
            Write("records", "dead letters", "predictions", "managed heap, MB", "resident, MB", "ms of processor time");
            await MeasureAsync(road, 0, 1_000);
            for (var round = 0; round < Rounds; round++)
            {
                await MeasureAsync(road, 1_000 + (round * Round), Round);
            }

            foreach (var (reason, count) in road.Services.Counters.Details(PipelineCounters.Dead))
            {
                Write(reason, Text(count));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(OneShard road, int first, int count)
    {
        var process = Environment.CpuUsage.TotalTime;
        await road.FeedAsync(Enumerable.Range(first, count));
        await road.CheckpointAsync();
        var spent = Environment.CpuUsage.TotalTime - process;
        var managed = GC.GetTotalMemory(forceFullCollection: true);
        using var self = Process.GetCurrentProcess();
        Write(
            Text(first + count), Text(road.Services.Counters.Total(PipelineCounters.Dead)), Text(road.Services.Counters.Total(PipelineCounters.Predictions)),
            Text(managed / 1e6), Text(self.WorkingSet64 / 1e6), Text(spent.TotalMilliseconds));
    }

    private static string Text(double value) => value.ToString("#,##0.#", CultureInfo.InvariantCulture);

    private static void Write(params string[] cells) => Console.WriteLine("| " + string.Join(" | ", cells) + " |");
}

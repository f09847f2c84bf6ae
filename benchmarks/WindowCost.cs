using System.Globalization;
using System.Text;
using Serverless.Streams;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;
using Serverless.Streams.Windows;

namespace Serverless.Benchmarks;

/// <summary>
/// What windows cost per event and key, beside a bare dictionary of the same keys: processor time, median of five runs each. Events come in the order of time, their keys at random;
/// a watermark follows every thousand events. Decoding, cleansing and outputs are not in it.
/// </summary>
internal static class WindowCost
{
    private const int Events = 3_000_000;
    private const int Runs = 5;
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;
    private const int WatermarkEvery = 1_000;

    private static readonly (string Name, WindowPlan Plan)[] Windows =
    [
        ("tumbling 1h", Plan(WindowKind.Tumbling, Hour, Hour)),
        ("tumbling 24h", Plan(WindowKind.Tumbling, 24 * Hour, 24 * Hour)),
        ("hopping 1h every 10m", Plan(WindowKind.Hopping, Hour, 10 * Minute)),
        ("hopping 24h every 10m", Plan(WindowKind.Hopping, 24 * Hour, 10 * Minute)),
        ("session, gap 10m", Plan(WindowKind.Session, 10 * Minute, 0)),
    ];

    public static void Run()
    {
        Write("window", "keys", "ns/event", "bytes/key", "growth", "of the dictionary's");
        var (small, large) = (KeysOf(1_000), KeysOf(1_000_000));
        var growth = Measure("bare Dictionary", small, large, OfDictionary, 1);
        foreach (var (name, plan) in Windows)
        {
            Measure(name, small, large, keys => OfWindows(plan, keys), growth);
        }
    }

    private static double Measure(string name, byte[][] small, byte[][] large, Func<byte[][], (double Nanoseconds, double Bytes)> run, double dictionary)
    {
        var costs = new[] { small, large }.Select(keys =>
        {
            var runs = Enumerable.Range(0, Runs).Select(_ => run(keys)).ToArray();
            return (Nanoseconds: runs.Select(cost => cost.Nanoseconds).Order().ElementAt(Runs / 2), Bytes: runs.Select(cost => cost.Bytes).Order().ElementAt(Runs / 2));
        }).ToArray();
        var growth = costs[1].Nanoseconds / costs[0].Nanoseconds;
        Write(name, "1,000", Text(costs[0].Nanoseconds), Text(costs[0].Bytes), "", "");
        Write(name, "1,000,000", Text(costs[1].Nanoseconds), Text(costs[1].Bytes), growth.ToString("0.00", CultureInfo.InvariantCulture), (growth / dictionary).ToString("0.00", CultureInfo.InvariantCulture));
        return growth;
    }

    private static (double Nanoseconds, double Bytes) OfDictionary(byte[][] keys)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var counts = new Dictionary<byte[], long>(ByteKeyComparer.Instance);
        var (random, start) = (new Random(1), Environment.CpuUsage.TotalTime);
        for (var index = 0; index < Events; index++)
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, keys[random.Next(keys.Length)], out _)++;
        }

        var spent = Environment.CpuUsage.TotalTime - start;
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)counts.Count;
        GC.KeepAlive(counts);
        return (spent.TotalNanoseconds / Events, bytes);
    }

    private static (double Nanoseconds, double Bytes) OfWindows(WindowPlan plan, byte[][] keys)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (table, windows, fired) = (new KeyTable(0, 1), WindowFold.Of(plan, 0), new List<WindowResult>());
        var values = new[] { new AggregateValue(1) };
        var (random, bytes, start, aside) = (new Random(1), 0.0, Environment.CpuUsage.TotalTime, TimeSpan.Zero);
        for (var index = 0; index < Events; index++)
        {
            // Two hours go by: each key's windows open, fire and are forgotten on the way.
            var time = index * 2 * Hour / Events;
            windows.Add(table.Touch(keys[random.Next(keys.Length)]), time, values, fired, out _);
            if (index % WatermarkEvery == 0)
            {
                windows.Advance(time - 1, fired);
                fired.Clear();
                table.Settle();
            }

            if (index == Events / 3)
            {
                var until = Environment.CpuUsage.TotalTime;
                bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)table.Count;
                aside = Environment.CpuUsage.TotalTime - until;
            }
        }

        var spent = Environment.CpuUsage.TotalTime - start - aside;
        GC.KeepAlive(table);
        return (spent.TotalNanoseconds / Events, bytes);
    }

    private static byte[][] KeysOf(int count) => [.. Enumerable.Range(0, count).Select(index => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"customer-{index:0000000}")))];

    private static WindowPlan Plan(WindowKind kind, long size, long slide) => new()
    {
        Name = "window",
        Kind = kind,
        Size = size,
        Slide = slide,
        Aggregates = [new WindowAggregatePlan("count", new AggregateSpec(AggregateKind.Count, 0), _ => new AggregateValue(1), "")],
        Hash = "0",
    };

    private static string Text(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static void Write(params ReadOnlySpan<string> cells) => Console.WriteLine("| " + string.Join(" | ", cells!) + " |");
}

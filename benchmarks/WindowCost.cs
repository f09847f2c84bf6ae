using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Serverless.Streams;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;
using Serverless.Streams.Windows;

namespace Serverless.Benchmarks;

/// <summary>
/// What windows cost per event and key, beside a bare dictionary of the same keys that is measured just before: processor time, median of five rounds. Events come in the order of time, their
/// keys at random; a watermark follows every thousand events. Decoding, cleansing and outputs are not in it. A thousand keys are measured twice: with the whole stream, so that each of them gets a thousand
/// times what one of a million gets, and with the same traffic per key, a thousandth of the stream over a thousand times as long.
/// </summary>
internal static class WindowCost
{
    private const int Events = 3_000_000;
    private const int Rounds = 5;
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

    /// <summary>Measures the windows whose name holds a text.</summary>
    public static void Run(string part)
    {
        var (small, large) = (KeysOf(1_000), KeysOf(1_000_000));
        var windows = Windows.Where(window => window.Name.Contains(part, StringComparison.Ordinal)).ToArray();
        OfDictionary(small);
        Write("window", "ns/event, 1,000 keys", "ns/event, 1,000,000 keys", "of it to fire", "results/event", "bytes/key, 1,000 keys", "bytes/key, 1,000,000 keys", "growth", "of the dictionary's", "least and greatest", "without what fires", "same traffic per key: ns/event, 1,000 keys", "of the dictionary's", "least and greatest");
        var dictionary = new List<(Cost Few, Cost Many)>();
        foreach (var (name, plan) in windows)
        {
            OfWindows(plan, small, 2 * Hour);
            var rounds = Enumerable.Range(0, Rounds).Select(_ =>
            {
                var bare = (Few: OfDictionary(small), Many: OfDictionary(large));
                dictionary.Add(bare);
                var (few, many) = (OfWindows(plan, small, 2 * Hour), OfWindows(plan, large, 2 * Hour));
                var even = OfWindows(plan, small, 2 * Hour * (large.Length / small.Length));
                return (Few: few, Even: even, Many: many, Growth: Growth(few, many) / Growth(bare.Few, bare.Many), EvenGrowth: Growth(even, many) / Growth(bare.Few, bare.Many));
            }).ToArray();
            var adding = Median(rounds, round => round.Growth * (1 - (round.Many.Firing / round.Many.Nanoseconds)) / (1 - (round.Few.Firing / round.Few.Nanoseconds)));
            Write(name, [.. rounds.Select(round => (round.Few, round.Many))],
                [.. Spread(rounds.Select(round => round.Growth)), Text(adding, 2), Text(Median(rounds, round => round.Even.Nanoseconds)), .. Spread(rounds.Select(round => round.EvenGrowth))]);
        }

        Write("bare Dictionary", dictionary, ["", "", "", "", "", ""]);
        Console.WriteLine();
        Write("window, two days of event time, 1,000 keys", "ns/event", "results/event");
        foreach (var (name, plan) in windows)
        {
            var rounds = Enumerable.Range(0, Rounds).Select(_ => OfWindows(plan, small, 48 * Hour)).ToArray();
            Write(name, Text(Median(rounds, cost => cost.Nanoseconds)), Text(rounds[0].Results, 2));
        }
    }

    private static void Write(string name, IReadOnlyCollection<(Cost Few, Cost Many)> rounds, string[] growth) => Write(
    [
        name,
        Text(Median(rounds, round => round.Few.Nanoseconds)),
        Text(Median(rounds, round => round.Many.Nanoseconds)),
        Text(Median(rounds, round => round.Many.Firing)),
        Text(Median(rounds, round => round.Many.Results), 2),
        Text(Median(rounds, round => round.Few.Bytes)),
        Text(Median(rounds, round => round.Many.Bytes)),
        Text(Median(rounds, round => Growth(round.Few, round.Many)), 2),
        .. growth,
    ]);

    private static string[] Spread(IEnumerable<double> growths)
    {
        var sorted = growths.Order().ToArray();
        return [Text(sorted[sorted.Length / 2], 2), $"{Text(sorted[0], 2)} to {Text(sorted[^1], 2)}"];
    }

    private static double Growth(Cost few, Cost many) => many.Nanoseconds / few.Nanoseconds;

    private static double Median<T>(IReadOnlyCollection<T> rounds, Func<T, double> value) => rounds.Select(value).Order().ElementAt(rounds.Count / 2);

    private static Cost OfDictionary(byte[][] keys)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var counts = new Dictionary<byte[], long>(ByteKeyComparer.Instance);
        var (random, start) = (new Random(1), Environment.CpuUsage.TotalTime);
        for (var index = 0; index < Events; index++)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, keys[random.Next(keys.Length)], out _)++;
        }

        var spent = Environment.CpuUsage.TotalTime - start;
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)counts.Count;
        GC.KeepAlive(counts);
        return new Cost(spent.TotalNanoseconds / Events, bytes, 0, 0);
    }

    private static Cost OfWindows(WindowPlan plan, byte[][] keys, long span)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (table, windows, fired) = (new KeyTable(0, 1), WindowFold.Of(plan, 0), new List<WindowResult>());
        var values = new[] { new AggregateValue(1) };
        var (random, bytes, start, aside, firing, results) = (new Random(1), 0.0, Environment.CpuUsage.TotalTime, TimeSpan.Zero, TimeSpan.Zero, 0L);
        for (var index = 0; index < Events; index++)
        {
            // Each key's windows open, fire and are forgotten on the way.
            var time = index * span / Events;
            windows.Add(table.Touch(keys[random.Next(keys.Length)]), time, values, fired, out _);
            if (index % WatermarkEvery == 0)
            {
                var moved = Environment.CpuUsage.TotalTime;
                windows.Advance(time - 1, fired);
                firing += Environment.CpuUsage.TotalTime - moved;
                results += fired.Count;
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
        return new Cost(spent.TotalNanoseconds / Events, bytes, results / (double)Events, firing.TotalNanoseconds / Events);
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

    private static string Text(double number, int digits = 0) => number.ToString("N" + digits, CultureInfo.InvariantCulture);

    private static void Write(params ReadOnlySpan<string> cells) => Console.WriteLine("| " + string.Join(" | ", cells!) + " |");

    private readonly record struct Cost(double Nanoseconds, double Bytes, double Results, double Firing);
}

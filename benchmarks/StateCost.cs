using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Serverless.Benchmarks;

/// <summary>
/// What a shard's state costs with many keys, on files: a restart from its checkpoint with a tail to read behind it, and a checkpoint after every 20,000 records,
/// whose keys are drawn at random. One source, one shard, count and mean of 30 days per key; the real stages.
/// </summary>
internal static class StateCost
{
    private const int BetweenCheckpoints = 20_000;
    private const int Checkpoints = 15;

    public static async Task RunAsync()
    {
        Write("keys", "checkpoints", "ms, mean", "ms, max", "MB, mean", "state MB", "restart ms", "of it the tail's records");
        foreach (var keys in new[] { 10_000, 1_000_000 })
        {
            await RunAsync(keys);
        }
    }

    private static async Task RunAsync(int keys)
    {
        var folder = Directory.CreateTempSubdirectory("serverless-benchmark-");
        try
        {
            var shard = new OneShard(new Purchases().Build(), folder.FullName, Record);
            await using var openShard = shard;
            await shard.FeedAsync(Enumerable.Range(0, keys));
            await shard.CheckpointAsync();

            var random = new Random(1);
            var costs = new List<double>();
            var written = 0L;
            for (var checkpoint = 0; checkpoint < Checkpoints; checkpoint++)
            {
                await shard.FeedAsync(Enumerable.Range(0, BetweenCheckpoints).Select(_ => random.Next(keys)));
                var before = Sizes(folder);
                var watch = Stopwatch.StartNew();
                await shard.CheckpointAsync();
                costs.Add(watch.Elapsed.TotalMilliseconds);
                written += Sizes(folder).Where(file => before.GetValueOrDefault(file.Key) != file.Value).Sum(file => file.Value.Length);
            }

            await shard.FeedAsync(Enumerable.Range(0, BetweenCheckpoints).Select(_ => random.Next(keys)));
            var restart = Stopwatch.StartNew();
            await shard.RestartAsync();
            Write(
                Text(keys), Text(Checkpoints), Text(costs.Average()), Text(costs.Max()), Text(written / 1e6 / Checkpoints), Text(Sizes(folder).Values.Sum(file => file.Length) / 1e6),
                Text(restart.Elapsed.TotalMilliseconds), Text(BetweenCheckpoints));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<string, (long Length, DateTime Written)> Sizes(DirectoryInfo folder) =>
        new DirectoryInfo(Path.Combine(folder.FullName, "checkpoints")).EnumerateFiles("*", SearchOption.AllDirectories).ToDictionary(file => file.FullName, file => (file.Length, file.LastWriteTimeUtc));

    private static byte[] Record(int key, long number) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"customer":"customer-{{key}}","at":"{{OneShard.Start.AddMilliseconds(number):O}}","amount":{{key % 100}}.5}"""));

    private static string Text(double value) => value.ToString("#,##0.#", CultureInfo.InvariantCulture);

    private static void Write(params string[] cells) => Console.WriteLine("| " + string.Join(" | ", cells) + " |");
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Local.Host.Files;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Benchmarks;

/// <summary>
/// What a shard's state costs with many keys, on files: a restart from its checkpoint with a tail to read behind it, and a checkpoint after every 20,000 records,
/// whose keys are drawn at random. One source, one shard, count and mean of 30 days per key; the real stages.
/// </summary>
internal static class StateCost
{
    private const int Batch = 2_048;
    private const int BetweenCheckpoints = 20_000;
    private const int Checkpoints = 15;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

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
            var plan = new Purchases().Build();
            var log = FileLog.Open(new FileLogOptions { Directory = folder.FullName });
            await using var openLog = log;
            foreach (var topic in plan.Sources.Select(source => source.Topic).Concat(plan.OwnedTopics))
            {
                log.CreateTopic(topic, 1);
            }

            var time = new SteppedTime(Start);
            StageServices Services() => new(plan, log, new FileCheckpoints(folder.FullName, time), null, time, new StageOptions());
            var shard = new Shard(Services());
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
            var again = new KeyedStage(Services(), 0);
            await using var openAgain = again;
            var restart = Stopwatch.StartNew();
            await again.StartAsync(0, CancellationToken.None);
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

    private static string Text(double value) => value.ToString("#,##0.#", CultureInfo.InvariantCulture);

    private static void Write(params string[] cells) => Console.WriteLine("| " + string.Join(" | ", cells) + " |");

    /// <summary>One source and one shard, fed by hand.</summary>
    private sealed class Shard(StageServices services) : IAsyncDisposable
    {
        private readonly Clock _clock = new(services);
        private readonly CleanseStage _cleanse = new(services, 0);
        private readonly KeyedStage _keyed = new(services, 0);
        private long _source;
        private long _position;

        public async Task FeedAsync(IEnumerable<int> keys)
        {
            if (_source == 0)
            {
                await _clock.TickAsync(CancellationToken.None);
            }

            foreach (var batch in keys.Chunk(Batch))
            {
                await _cleanse.RunAsync([.. batch.Select(Record)], mayDefer: true, CancellationToken.None);
                await FollowAsync();
            }
        }

        /// <summary>A minute later one is due; twice, since the second look finds the first one taken.</summary>
        public async Task CheckpointAsync()
        {
            ((SteppedTime)services.Time).Now += services.Options.CheckpointInterval;
            await _keyed.SettleAsync(0, CancellationToken.None);
            await _keyed.SettleAsync(0, CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            await _clock.DisposeAsync();
            await _cleanse.DisposeAsync();
            await _keyed.DisposeAsync();
        }

        private async Task FollowAsync()
        {
            while (await services.Log.ReadAsync(_keyed.Topic, 0, _position, Batch, TimeSpan.Zero, CancellationToken.None) is { Records.Count: > 0 } slice)
            {
                await _keyed.RunShardAsync(0, slice.Records, mayDefer: true, CancellationToken.None);
                _position = slice.Next;
            }
        }

        private LogRecord Record(int key) => new()
        {
            Topic = services.Plan.Sources[0].Topic,
            Partition = 0,
            Offset = _source++,
            Timestamp = Start.ToUnixTimeMilliseconds() + _source,
            Value = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"customer":"customer-{{key}}","at":"{{Start.AddMilliseconds(_source):O}}","amount":{{key % 100}}.5}""")),
            Headers = [],
        };
    }

    private sealed class SteppedTime(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

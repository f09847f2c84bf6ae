using System.Globalization;
using Serverless.Durable.Checkpoints;
using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Fold;
using Serverless.Streams.Records;
using Serverless.Tests.Unit.Streams.Fold;

namespace Serverless.Tests.Unit.Durable;

/// <summary>A shard with its keeper over checkpoints in memory; events are made as large as a test needs.</summary>
internal sealed class KeptShard
{
    public static readonly ShardId Id = new("fold-pipeline.by-key", 0);
    private readonly StageServices _services;
    private readonly List<LogRecord> _log;
    private LoadedShard _loaded = null!;

    private KeptShard(StageOptions options, int seed)
    {
        Store = new MemoryCheckpoints(Time);
        _services = new StageServices(RecordedLog.Plan, null!, Store, null, Time, options);
        _log = RecordedLog.Make(seed, 6_000, keys: 500, pace: 10);
    }

    public ManualTime Time { get; } = new();

    public MemoryCheckpoints Store { get; }

    public KeyedFold Fold => _loaded.Fold;

    public CheckpointKeeper Keeper => _loaded.Checkpoints;

    public static async Task<KeptShard> LoadAsync(StageOptions? options = null, int seed = 1)
    {
        var shard = new KeptShard(options ?? new StageOptions(), seed);
        await shard.ReloadAsync();
        shard.Fold.Numbers.Assign(0);
        return shard;
    }

    /// <summary>Throws the worker away and loads the newest checkpoint.</summary>
    public async Task ReloadAsync() => _loaded = await ShardRecovery.LoadAsync(_services, 0, Id, default);

    /// <summary>Folds the next records of the log.</summary>
    public void Run(int records)
    {
        var batch = new FoldBatch(RecordedLog.Plan);
        for (; records > 0 && Fold.Position < _log.Count; records--)
        {
            Fold.Apply(_log[(int)Fold.Position], batch);
        }
    }

    /// <summary>Changes that many keys, so that the next delta is that much larger: some 40 bytes each.</summary>
    public void Grow(int keys, string prefix = "key")
    {
        for (var index = 0; index < keys; index++)
        {
            var state = Fold.Keys.Touch(System.Text.Encoding.UTF8.GetBytes(prefix + index.ToString(CultureInfo.InvariantCulture)));
            (state.Tracks[0] ??= new TimedRows(Fold.Key.Tracks[0])).Insert(long.MaxValue, new AggregateValue[Fold.Key.Tracks[0].Columns.Length]);
        }
    }

    public ValueTask OfferAsync() => Keeper.OfferAsync(Fold.Position, default);

    /// <summary>The whole state in an order of its own, for comparing.</summary>
    public string State()
    {
        var reader = new StateReader();
        reader.Add(new FoldState(Fold, Horizon.OfScored(RecordedLog.Plan)).WriteSnapshot());
        var keys = reader.Keys.Select(key => $"{Convert.ToHexString(key.Key)}={Convert.ToHexString(key.Value.Span)}").Order(StringComparer.Ordinal);
        var ids = reader.Ids.Select(id => id.ToString()).Order(StringComparer.Ordinal);
        return string.Join('\n', [$"{Fold.Position} {Fold.LastTick} {Fold.Origins.Watermark}", .. keys, .. ids]);
    }
}

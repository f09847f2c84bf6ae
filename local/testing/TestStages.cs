using System.Text;
using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Streams;
using Serverless.Streams.Cleansing;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Local.Testing;

/// <summary>All stages of a pipeline over one log in memory, one record after the other.</summary>
internal sealed class TestStages : IAsyncDisposable
{
    // Window ends and horizons beyond it still are dates.
    private const long End = RecordTime.Latest;
    private const int BatchSize = 10_000;

    private readonly PipelinePlan _plan;
    private readonly TestTime _time = new();
    private readonly MemoryCheckpoints _checkpoints = new();
    private readonly IInference? _models;
    private readonly Clock _clock;
    private CleanseStage[] _cleanse = [];
    private KeyedStage[] _keyed = [];
    private long[][] _next = [];

    private TestStages(PipelinePlan plan, IInference? models)
    {
        (_plan, _models) = (plan, models);
        Log = new MemoryLog(plan);
        Services = New();
        _clock = new Clock(Services);
    }

    public MemoryLog Log { get; }

    /// <summary>Of the stages that run now; their counters are those of the whole run where nobody took over.</summary>
    public StageServices Services { get; private set; }

    public static async Task<TestStages> RunAsync(PipelinePlan plan, IInference? models, IReadOnlyList<TestRecord> records, bool takeovers)
    {
        var run = new TestStages(plan, models);
        await using var open = run.ConfigureAwait(false);
        var tables = models as GivenTables;
        tables?.MoveTo(0);
        await run._clock.TickAsync(default).ConfigureAwait(false);
        run.Start();
        for (var record = 0; record < records.Count; record++)
        {
            if (tables is not null && tables.MoveTo(record))
            {
                // A tick that is not newer than the one before is ignored.
                run._time.Pass(run._time.GetUtcNow().ToUnixTimeMilliseconds() + 1);
                await run._clock.TickAsync(default).ConfigureAwait(false);
            }

            await run.TakeAsync(records[record]).ConfigureAwait(false);
            if (takeovers)
            {
                await run.StopAsync().ConfigureAwait(false);
                run.Services = run.New();
                run.Start();
            }
        }

        await run.EndAsync().ConfigureAwait(false);
        return run;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await _clock.DisposeAsync().ConfigureAwait(false);
    }

    private StageServices New() => new(_plan, Log, _checkpoints, _models, _time, new StageOptions { PieceSize = BatchSize, ProgressInterval = TimeSpan.Zero });

    private void Start()
    {
        _cleanse = [.. _plan.Sources.Select(source => new CleanseStage(Services, source.Index))];
        _keyed = [.. _plan.Keys.Select(key => new KeyedStage(Services, key.Index))];
        _next = [.. _plan.Keys.Select(_ => new long[_plan.Shards])];
    }

    /// <summary>As a process that dies: nothing is said, nothing is stored.</summary>
    private async ValueTask StopAsync()
    {
        foreach (var stage in _cleanse)
        {
            await stage.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var stage in _keyed)
        {
            await stage.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask TakeAsync(TestRecord record)
    {
        var source = _plan.Sources.FirstOrDefault(each => each.Topic == record.Topic)
            ?? throw new TestRunException($"\"{record.Topic}\" is no source of {_plan.Name}; there are: {string.Join(", ", _plan.Sources.Select(each => each.Topic))}.");
        var arrival = record.Arrival?.ToUnixTimeMilliseconds() ?? InTime(source, record.Value);
        var appended = Log.Append(record.Topic, 0, arrival, record.Value, await HeadersAsync(source).ConfigureAwait(false));
        await _cleanse[source.Index].RunAsync([appended], mayDefer: false, default).ConfigureAwait(false);
        await Log.CommitAsync(Services.Options.Group, record.Topic, 0, appended.Offset + 1, default).ConfigureAwait(false);
        await FollowAsync().ConfigureAwait(false);
    }

    /// <summary>A chained source's records have ids: here as if one shard had published them.</summary>
    private async ValueTask<RecordHeader[]> HeadersAsync(SourcePlan source)
    {
        if (!source.IsChained)
        {
            return [];
        }

        var next = (await Log.BoundsAsync(source.Topic, 0, default).ConfigureAwait(false)).End;
        var id = new OutputId(new WriterId("upstream", 1, 0), next, OutputId.SlotOf(1, 0)).ToString();
        return [new RecordHeader(OutputHeaders.Id, Encoding.UTF8.GetBytes(id)), new RecordHeader(OutputHeaders.Type, "prediction"u8.ToArray())];
    }

    /// <summary>The greatest event time so far, this record's included.</summary>
    private long InTime(SourcePlan source, byte[] value)
    {
        var results = new List<Cleansed>();
        source.Execution.Cleanse(value, End, results);
        foreach (var result in results)
        {
            _time.Pass(result.Kind == CleansedKind.Clean ? result.Time : long.MinValue);
        }

        return _time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    /// <summary>Key after key up to the log's end.</summary>
    private async ValueTask FollowAsync()
    {
        for (var stage = 0; stage < _keyed.Length; stage++)
        {
            for (var shard = 0; shard < _plan.Shards; shard++)
            {
                var slice = await Log.ReadAsync(_keyed[stage].Topic, shard, _next[stage][shard], int.MaxValue, TimeSpan.Zero, default).ConfigureAwait(false);
                if (slice.Records.Count > 0)
                {
                    await _keyed[stage].RunShardAsync(shard, slice.Records, mayDefer: false, default).ConfigureAwait(false);
                    _next[stage][shard] = slice.Next;
                }
            }
        }
    }

    /// <summary>Every source says that its time is over.</summary>
    private async ValueTask EndAsync()
    {
        foreach (var source in _plan.Sources)
        {
            var encoder = new CleanseEncoder(_plan, source, Services.Options);
            var end = (await Log.BoundsAsync(source.Topic, 0, default).ConfigureAwait(false)).End;
            foreach (var entry in source.Entries)
            {
                for (var shard = 0; shard < _plan.Shards; shard++)
                {
                    Log.Append(encoder.Progress(_plan.Keys[entry.Key].Topic, shard, 0, new OriginPosition(end, OutputId.LastSlot), End));
                }
            }
        }

        await FollowAsync().ConfigureAwait(false);
    }
}

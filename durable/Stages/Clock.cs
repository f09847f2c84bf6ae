using System.Collections.Immutable;
using Serverless.Durable.Ports;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>
/// The only place where processing time enters: appends origins, ticks and model activations to every shard. A singleton, but two at once do no harm: its records are idempotent by time and revision.
/// It falls silent once the longest idle time-out has passed since the last record that is no tick.
/// </summary>
public sealed class Clock : IAsyncDisposable
{
    private readonly StageServices _services;
    private readonly WriterSlot _writer;
    private readonly IdleWatch _idle;
    private readonly Dictionary<ShardId, OriginList> _named = [];
    private readonly Dictionary<ShardId, long> _ends = [];
    private ImmutableArray<Activation> _rollout = [];
    private DateTimeOffset _lastActivity;

    // Measured up to here and not up to now: a Clock that stood still for long must not fall silent before it has said what it finds.
    private DateTimeOffset _lastTick = DateTimeOffset.MinValue;

    /// <summary>Of a pipeline.</summary>
    /// <param name="services">What it works with.</param>
    public Clock(StageServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        _services = services;
        _writer = new WriterSlot(services.Log, services.Time);
        _idle = new IdleWatch(services);
        _lastActivity = services.Time.GetUtcNow();
    }

    /// <summary>Why it goes on with the rollout that it knows: the model store is away; null where it is not.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Whether it has fallen silent.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>One tick: to be called every second locally, every ten in Azure.</summary>
    /// <param name="cancellationToken">Ends the tick.</param>
    public async ValueTask TickAsync(CancellationToken cancellationToken)
    {
        var now = _services.Time.GetUtcNow();
        var rollout = await RolloutAsync(cancellationToken).ConfigureAwait(false);
        var sources = await _idle.LookAsync(now, cancellationToken).ConfigureAwait(false);
        var somethingHappened = sources.Moved | !rollout.SequenceEqual(_rollout) | await KeyedTopicsMovedAsync(cancellationToken).ConfigureAwait(false);
        if (somethingHappened)
        {
            _lastActivity = now;
        }

        if (_services.Plan.Keeps(ProtocolRule.TicksGoOn) ? _lastTick - _lastActivity > QuietTime() : now > _lastActivity)
        {
            IsSilent = true;
            return;
        }

        var carried = _services.Plan.Keeps(ProtocolRule.EveryTickCarriesRollout) || !rollout.SequenceEqual(_rollout) ? rollout : [];
        (IsSilent, _rollout) = (false, rollout);
        await AppendAsync(now, carried, sources, cancellationToken).ConfigureAwait(false);
        _lastTick = now;
        await RememberEndsAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    /// <summary>Time must go on while the model store is away: what is known stays in force.</summary>
    private async ValueTask<ImmutableArray<Activation>> RolloutAsync(CancellationToken cancellationToken)
    {
        try
        {
            var rollout = _services.Inference is { } inference ? await inference.RolloutAsync(cancellationToken).ConfigureAwait(false) : [];
            Trouble = null;
            return rollout;
        }
        catch (ArtifactException away) when (!away.IsFatal && !_rollout.IsEmpty)
        {
            Trouble = away.Message;
            return _rollout;
        }
    }

    private async ValueTask AppendAsync(DateTimeOffset now, ImmutableArray<Activation> rollout, SourceLook sources, CancellationToken cancellationToken)
    {
        var outgoing = new List<OutgoingRecord>();
        var named = new List<(ShardId Shard, OriginList List)>();
        foreach (var key in _services.Plan.Keys)
        {
            var origins = OriginsOf(key, sources.Partitions);
            var idle = sources.Idle.Where(origin => Enters(origin, key)).ToImmutableArray();
            var tick = new Tick(now.ToUnixTimeMilliseconds(), idle, rollout).ToBytes();
            for (var number = 0; number < _services.Plan.Shards; number++)
            {
                var shard = new ShardId(key.Topic, number);
                if (!_named.TryGetValue(shard, out var before) || !before.Topics.SequenceEqual(origins.Topics))
                {
                    outgoing.Add(Record(shard, KeyedRecordKind.Origins, origins.ToBytes()));
                    named.Add((shard, origins));
                }

                outgoing.Add(Record(shard, KeyedRecordKind.Tick, tick));
            }
        }

        await _writer.AppendAsync(outgoing, cancellationToken).ConfigureAwait(false);
        foreach (var (shard, list) in named)
        {
            _named[shard] = list;
        }
    }

    private OriginList OriginsOf(KeyPlan key, IReadOnlyDictionary<int, int> partitions)
    {
        var topics = ImmutableArray.CreateBuilder<OriginTopic>();
        if (key.Index > 0)
        {
            topics.Add(new OriginTopic(TopicHash.Of(_services.Plan.Keys[key.Index - 1].Topic), _services.Plan.Generation, _services.Plan.Shards));
        }

        foreach (var source in _services.Plan.Sources.Where(source => source.Entries.Any(entry => entry.Key == key.Index)))
        {
            topics.Add(new OriginTopic(source.TopicHash, _services.Options.EpochOf(source), partitions[source.Index]));
        }

        return new OriginList(topics.ToImmutable());
    }

    private bool Enters(OriginId origin, KeyPlan key) =>
        _services.Plan.SourceOf(origin.Topic) is { } source && source.Entries.Any(entry => entry.Key == key.Index);

    private static OutgoingRecord Record(ShardId shard, KeyedRecordKind kind, byte[] value) => new()
    {
        Topic = shard.Topic,
        Partition = shard.Number,
        Value = value,
        Headers = [new RecordHeader(KeyedHeader.Name, new KeyedHeader { Kind = kind }.ToBytes(new Streams.Codec.ByteWriter(8)))],
    };

    private async ValueTask<bool> KeyedTopicsMovedAsync(CancellationToken cancellationToken)
    {
        var moved = false;
        foreach (var (shard, end) in await EndsAsync(cancellationToken).ConfigureAwait(false))
        {
            moved |= !_ends.TryGetValue(shard, out var before) || before != end;
        }

        return moved;
    }

    private async ValueTask RememberEndsAsync(CancellationToken cancellationToken)
    {
        foreach (var (shard, end) in await EndsAsync(cancellationToken).ConfigureAwait(false))
        {
            _ends[shard] = end;
        }
    }

    private async ValueTask<Dictionary<ShardId, long>> EndsAsync(CancellationToken cancellationToken)
    {
        var ends = new Dictionary<ShardId, long>();
        foreach (var key in _services.Plan.Keys)
        {
            for (var number = 0; number < _services.Plan.Shards; number++)
            {
                var bounds = await _services.Log.BoundsAsync(key.Topic, number, cancellationToken).ConfigureAwait(false);
                ends[new ShardId(key.Topic, number)] = bounds.End;
            }
        }

        return ends;
    }

    /// <summary>The longest idle time-out, and long enough for the last checkpoint: it becomes due only while records come.</summary>
    private TimeSpan QuietTime()
    {
        var idle = _services.Plan.Sources.Select(source => source.Idle ?? TimeSpan.Zero).Max();
        return idle + (2 * _services.Options.CheckpointInterval);
    }
}

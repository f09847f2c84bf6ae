using System.Collections.Immutable;
using Serverless.Streams.Cleansing;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Streams.Fold;

/// <summary>
/// A shard: <c>(state, record) → (state', outputs)</c>. No clock, no randomness, no I/O. Per record: lineage, horizon, <c>Unique</c>, watermark and firing, aggregates.
/// </summary>
internal sealed class KeyedFold
{
    private readonly PipelinePlan _plan;
    private readonly EventFold _events;
    private readonly WindowTimers[] _timers;
    private readonly RecordEffects _effects;

    public KeyedFold(PipelinePlan plan, int stage)
    {
        _plan = plan;
        Key = _plan.Keys[stage];
        Origins = new OriginTable(bySight: !plan.Keeps(ProtocolRule.OriginsAreNamed));
        Definitions = OutputDefinition.Of(_plan, Key);
        Numbers = new OutputNumbers(Definitions);
        Keys = new KeyTable(Key.Tracks.Length, Key.Windows.Length);
        _timers = [.. Key.Windows.Select((window, index) => new WindowTimers(window, index))];
        _effects = new RecordEffects(_timers.Length);
        _events = new EventFold(_plan, Key, Keys, _timers, _effects);
    }

    public KeyPlan Key { get; }

    public ImmutableArray<OutputDefinition> Definitions { get; }

    /// <summary>The next offset to fold.</summary>
    public long Position { get; set; }

    public OriginTable Origins { get; }

    public UniqueIds Ids { get; } = new();

    public KeyTable Keys { get; }

    public OutputNumbers Numbers { get; }

    /// <summary>The activations in force, by artifact.</summary>
    public Dictionary<string, Activation> Activations { get; } = new(StringComparer.Ordinal);

    /// <summary>The time of the newest tick.</summary>
    public long LastTick { get; set; } = long.MinValue;

    public FoldCounts Counts { get; } = new();

    public IReadOnlyList<WindowTimers> Timers => _timers;

    /// <summary>Folds one record; what it causes is added to the batch, in the order of the ids.</summary>
    public void Apply(LogRecord record, FoldBatch batch)
    {
        Position = record.Offset + 1;
        _effects.Clear();
        var watermark = Origins.Watermark;
        KeyedHeader header = default;
        try
        {
            header = Checked(KeyedHeader.Parse(record.TryGetHeader(KeyedHeader.Name, out var bytes) ? bytes : default));
            switch (header.Kind)
            {
                case KeyedRecordKind.Tick:
                    ApplyTick(Tick.Parse(record.Value.Span));
                    break;
                case KeyedRecordKind.Origins:
                    Origins.Count(OriginList.Parse(record.Value.Span));
                    break;
                default:
                    ApplyOrigin(record, header, batch);
                    break;
            }
        }
        catch (FormatException damage)
        {
            // Keyed topics are ours alone; what somebody else wrote there must not stop the stream.
            _effects.Dead = new Failure("format", damage.Message);
        }

        Fire();
        watermark = _plan.Keeps(ProtocolRule.OutputsCarryWatermarkBefore) ? watermark : Origins.Watermark;
        _effects.Emit(record, header, watermark, Numbers.InOrder, batch, Counts);
    }

    /// <summary>The model in force, where the plan has one and it was activated.</summary>
    public Activation? ActivationInForce => _plan.Model is { } model ? Activations.GetValueOrDefault(model.Name) : null;

    private void ApplyTick(Tick tick)
    {
        if (tick.Time <= LastTick && _plan.Keeps(ProtocolRule.OldTickIsIgnored))
        {
            return;
        }

        LastTick = tick.Time;
        foreach (var activation in tick.Rollout)
        {
            if (!Activations.TryGetValue(activation.Artifact, out var inForce) || activation.Revision > inForce.Revision)
            {
                Activations[activation.Artifact] = activation;
            }
        }

        Origins.DeclareIdle(tick.Idle);
    }

    private void ApplyOrigin(LogRecord record, KeyedHeader header, FoldBatch batch)
    {
        if (!Origins.Take(header.Origin, header.Position) && _plan.Keeps(ProtocolRule.Lineage))
        {
            Counts.Repeats++;
            return;
        }

        if (header.Kind != KeyedRecordKind.Event)
        {
            Origins.Advance(header.Origin, header.Watermark, header.IsIdle && _plan.Keeps(ProtocolRule.IdleProgressDoesNotRevive));
            return;
        }

        Counts.Events++;
        var read = _events.Read(record, header, batch);
        var verdict = _events.Judge(read, header, Origins.Watermark, Ids);
        if (verdict != Verdict.Duplicate || _plan.Keeps(ProtocolRule.RepeatMovesWatermark))
        {
            Origins.Advance(header.Origin, header.Watermark, isIdle: false);
        }

        Fire();
        _events.Fold(read, verdict, record, Origins.Watermark, ActivationInForce, batch);
    }

    // No stage writes such a record, and no log is so long: taken, it would fail later, where nothing makes it a dead letter any more.
    private KeyedHeader Checked(KeyedHeader header) =>
        header.Position.Offset < long.MaxValue && (header.Kind != KeyedRecordKind.Event || IsDate(header.Time))
            ? header
            : throw new FormatException("A keyed record has a position or an event time that no stage writes.");

    // Where there are windows, their ends must be dates as well.
    private bool IsDate(long time) =>
        time >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && time <= (_timers.Length == 0 ? DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() : RecordTime.Latest);

    /// <summary>Fires what the watermark closes, before it is passed on.</summary>
    private void Fire()
    {
        for (var index = 0; index < _timers.Length; index++)
        {
            _timers[index].Advance(Origins.Watermark, _effects.Fired[index]);
        }

        Ids.Forget(Origins.Watermark);
    }
}

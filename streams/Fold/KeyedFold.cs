using System.Collections.Immutable;
using Serverless.Streams.Cleansing;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Streams.Windows;

namespace Serverless.Streams.Fold;

/// <summary>
/// A shard: <c>(state, record) → (state', outputs)</c>. No clock, no randomness, no I/O. Per record: lineage, horizon, <c>Unique</c>, watermark and firing, aggregates.
/// A pipeline that says <c>AtWatermark()</c> holds its events after <c>Unique</c> until the watermark has passed them.
/// </summary>
internal sealed class KeyedFold
{
    private readonly PipelinePlan _plan;
    private readonly EventFold _events;
    private readonly WindowFold[] _windows;
    private readonly RecordEffects _effects;
    private readonly Dictionary<string, Activation> _activations = new(StringComparer.Ordinal);
    private InForce? _inForce;

    public KeyedFold(PipelinePlan plan, int stage)
    {
        _plan = plan;
        Key = _plan.Keys[stage];
        Origins = new OriginTable(bySight: !plan.Keeps(ProtocolRule.OriginsAreNamed));
        Definitions = OutputDefinition.Of(_plan, Key);
        Numbers = new OutputNumbers(Definitions, byPlan: !plan.Keeps(ProtocolRule.NumbersAreKept));
        Complete = new CompleteSince(Key);
        Ids = new UniqueIds((long)plan.Sources.Max(source => source.UniqueWithin ?? TimeSpan.Zero).TotalMilliseconds);
        Keys = new KeyTable(Key.Tracks.Length, Key.Windows.Length);
        _windows = [.. Key.Windows.Select(WindowFold.Of)];
        _effects = new RecordEffects(_windows.Length);
        _events = new EventFold(_plan, Key, Keys, _windows, _effects, Complete);
    }

    public PipelinePlan Plan => _plan;

    public KeyPlan Key { get; }

    public ImmutableArray<OutputDefinition> Definitions { get; }

    /// <summary>The next offset to fold.</summary>
    public long Position { get; set; }

    public OriginTable Origins { get; }

    public UniqueIds Ids { get; }

    public KeyTable Keys { get; }

    /// <summary>From when on each definition's state has all that came.</summary>
    public CompleteSince Complete { get; }

    /// <summary>Events that wait for the watermark.</summary>
    public WaitingEvents Waiting { get; } = new();

    public OutputNumbers Numbers { get; }

    /// <summary>The activations in force, by artifact.</summary>
    public IReadOnlyDictionary<string, Activation> Activations => _activations;

    /// <summary>The time of the newest tick.</summary>
    public long LastTick { get; set; } = long.MinValue;

    public FoldCounts Counts { get; } = new();

    public IReadOnlyList<WindowFold> Windows => _windows;

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
                    Origins.Count(OriginList.Parse(record.Value.Span), mayGoBack: !_plan.Keeps(ProtocolRule.EpochsAreOrdered));
                    break;
                default:
                    ApplyOrigin(record, header, batch);
                    break;
            }
        }
        catch (FormatException damage)
        {
            // Keyed topics are ours alone; what somebody else wrote there must not stop the stream.
            _effects.Dead.Add(new FailedEvent(header, record.Key, record.Value, new Failure("format", damage.Message)));
        }

        Release(batch);
        Fire(Origins.Watermark);
        Ids.Forget(Origins.Watermark);
        watermark = _plan.Keeps(ProtocolRule.OutputsCarryWatermarkBefore) ? watermark : Origins.Watermark;
        _effects.Emit(record, header, watermark, Numbers.InOrder, batch, Counts);
    }

    /// <summary>The versions of the plan's model and tables that score what is folded now: the same object until one changes.</summary>
    public InForce InForce => _inForce ??= new InForce(
        _plan.Model is { } model ? _activations.GetValueOrDefault(model.Name) : null,
        [.. _plan.Tables.Select(table => _activations.GetValueOrDefault(table.Name))]);

    /// <summary>The model in force, where the plan has one and it was activated.</summary>
    public Activation? ActivationInForce => InForce.Model;

    /// <summary>Puts a version in force.</summary>
    public void Activate(Activation activation)
    {
        _activations[activation.Artifact] = activation;
        _inForce = null;
    }

    private void ApplyTick(Tick tick)
    {
        if (tick.Time <= LastTick && _plan.Keeps(ProtocolRule.OldTickIsIgnored))
        {
            return;
        }

        LastTick = tick.Time;
        foreach (var activation in tick.Rollout)
        {
            if (!_activations.TryGetValue(activation.Artifact, out var inForce) || activation.Revision > inForce.Revision)
            {
                Activate(activation);
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
        var before = Origins.Watermark;
        var read = _events.Read(record.Value, header, batch);
        var verdict = _events.Judge(read, header, before, Ids);
        if (verdict != Verdict.Duplicate || _plan.Keeps(ProtocolRule.RepeatMovesWatermark))
        {
            Origins.Advance(header.Origin, header.Watermark, isIdle: false);
        }

        if (verdict != Verdict.Good)
        {
            _events.Leave(read, verdict, header, record, Origins.Watermark, batch);
        }
        else if (_plan.AtWatermark && header.Time > before)
        {
            _events.Leave(read, verdict, header, record, Origins.Watermark, batch);
            Waiting.Add(new WaitingEvent { Offset = record.Offset, Header = header, Key = record.Key.ToArray(), Value = record.Value.ToArray() });
        }
        else if (_plan.AtWatermark)
        {
            // Not an event but a record about one: what came too late to wait counts from here on.
            _events.Fold(read, header, record.Key, before, InForce, batch);
        }
        else
        {
            Fire(Origins.Watermark);
            _events.Fold(read, header, record.Key, Origins.Watermark, InForce, batch);
        }
    }

    /// <summary>Folds the events that the watermark has passed as if each came exactly in time: what ends before it fires first.</summary>
    private void Release(FoldBatch batch)
    {
        while (_plan.AtWatermark && Waiting.Next(Origins.Watermark) is { } waiting)
        {
            var (header, past) = (waiting.Header, waiting.Header.Time - 1);
            var read = _events.Read(waiting.Value, header, batch);
            if (read.Failure is { } failure)
            {
                _effects.Dead.Add(new FailedEvent(header, waiting.Key, waiting.Value, failure));
                continue;
            }

            Fire(past);
            _events.Fold(read, header, waiting.Key, past, InForce, batch);
        }
    }

    // No stage writes such a record, and no log is so long: taken, it would fail later, where nothing makes it a dead letter any more.
    private KeyedHeader Checked(KeyedHeader header) =>
        header.Position.Offset < long.MaxValue && (header.Kind != KeyedRecordKind.Event || IsDate(header.Time))
            ? header
            : throw new FormatException("A keyed record has a position or an event time that no stage writes.");

    // Where there are windows, their ends must be dates as well.
    private bool IsDate(long time) =>
        time >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && time <= (_windows.Length == 0 ? DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() : RecordTime.Latest);

    /// <summary>Fires what the watermark closes, before it is passed on.</summary>
    private void Fire(long watermark)
    {
        for (var index = 0; index < _windows.Length; index++)
        {
            _windows[index].Advance(watermark, _effects.Fired[index]);
        }
    }
}

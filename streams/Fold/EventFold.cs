using Serverless.Streams.Accumulators;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Streams.Fold;

/// <summary>The part of the fold that an event goes through.</summary>
internal sealed class EventFold
{
    private readonly PipelinePlan _plan;
    private readonly KeyPlan _key;
    private readonly KeyTable _keys;
    private readonly WindowTimers[] _timers;
    private readonly RecordEffects _effects;
    private readonly TrailingAggregates[] _trailing;
    private readonly AggregateValue[][] _trackValues;
    private readonly bool[] _trackHolds;
    private readonly AggregateValue[][] _windowValues;
    private readonly bool[] _windowHolds;
    private readonly long[] _trackTimes;
    private readonly long[] _horizons;
    private readonly long _scoredHorizon;

    public EventFold(PipelinePlan plan, KeyPlan key, KeyTable keys, WindowTimers[] timers, RecordEffects effects)
    {
        (_plan, _key, _keys, _timers, _effects) = (plan, key, keys, timers, effects);
        _trailing = [.. _key.Tracks.Select(track => new TrailingAggregates(track))];
        _trackValues = [.. _key.Tracks.Select(track => new AggregateValue[track.Columns.Length])];
        _trackHolds = new bool[_key.Tracks.Length];
        _windowHolds = new bool[_key.Windows.Length];
        _windowValues = [.. _key.Windows.Select(window => new AggregateValue[window.Aggregates.Length])];
        _trackTimes = new long[_key.Tracks.Length];
        _horizons = [.. _plan.Sources.Select(source => Horizon.Of(_plan, source))];
        _scoredHorizon = Horizon.OfScored(_plan);
    }

    /// <summary>Reads an event and asks the user's lambdas everything, before any state changes.</summary>
    public ReadEvent Read(LogRecord record, KeyedHeader header, FoldBatch batch)
    {
        var source = _plan.SourceOf(header.Source);
        if (source is null)
        {
            return new ReadEvent { Row = -1, Failure = new Failure("source", "The plan has no such source.") };
        }

        var row = source.IsScored ? batch.NewRow() : -1;
        try
        {
            var json = EventValue.Read(record.Value, row >= 0 ? batch.Row(row)[.._key.FirstSlot] : default);
            var value = source.Execution.Decode(json.Span);
            var read = new ReadEvent { Source = source, Record = value, Json = json, Row = row, UniqueId = source.Execution.UniqueOf(value) };
            AskTracks(source, value, header.Time);
            AskWindows(source, value);
            return read;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            if (row >= 0)
            {
                batch.DropRow();
            }

            return new ReadEvent { Source = source, Row = -1, Failure = new Failure("fold", failure.Message) };
        }
    }

    /// <summary>Horizon, then <c>Unique</c>: both for records of a source's partition only; later stages know lineage alone.</summary>
    public Verdict Judge(ReadEvent read, KeyedHeader header, long watermark, UniqueIds ids)
    {
        if (read.Source is not { } source || read.Failure is not null)
        {
            return Verdict.Dead;
        }

        if (header.Origin.Topic != header.Source)
        {
            return Verdict.Good;
        }

        var horizon = _horizons[source.Index];
        var isLate = Horizon.IsPassed(header.Time, horizon, watermark);
        if (isLate && _plan.Keeps(ProtocolRule.HorizonBeforeUnique))
        {
            return Verdict.Late;
        }

        var isRepeat = read.UniqueId is { } id && !ids.Add(source.Index, id, header.Time + horizon);
        return isRepeat ? Verdict.Duplicate : Verdict.Good;
    }

    public void Fold(ReadEvent read, Verdict verdict, LogRecord record, long watermark, Activation? activation, FoldBatch batch)
    {
        if (verdict != Verdict.Good)
        {
            if (read.Row >= 0)
            {
                batch.DropRow();
            }

            Note(verdict, read);
            return;
        }

        var state = _keys.Touch(record.Key.Span);
        Insert(state, read.Source!, watermark);
        if (!read.Source!.IsScored)
        {
            return;
        }

        var row = batch.Row(read.Row);
        for (var index = 0; index < _key.Tracks.Length; index++)
        {
            _trailing[index].Fill(state.Tracks[index], EventTime, row);
        }

        var isLate = false;
        for (var index = 0; index < _timers.Length; index++)
        {
            var taken = default(OpenWindow);
            if (_windowHolds[index] && !_timers[index].Add(state, EventTime, watermark, _windowValues[index], _effects.Fired[index], out taken))
            {
                isLate = true;
                _effects.Late.Add(_timers[index].Plan.Name);
            }

            Fill(_key.Windows[index], taken, row);
        }

        _effects.Event = new FoldedEvent(read.Record!, read.Json, read.Row, activation, isLate);
    }

    private long EventTime { get; set; }

    private static void Fill(WindowPlan plan, OpenWindow? window, Span<double> row)
    {
        for (var index = 0; index < plan.Aggregates.Length; index++)
        {
            var aggregate = plan.Aggregates[index];
            row[aggregate.Slot] = window is null ? aggregate.Spec.Empty : aggregate.Spec.Of(window.Aggregates[index].Result).Number;
        }
    }

    private void Note(Verdict verdict, ReadEvent read)
    {
        switch (verdict)
        {
            case Verdict.Late:
                _effects.Late.Add(Rules.Horizon);
                _effects.IsUnscored = true;
                break;
            case Verdict.Dead:
                _effects.Dead = read.Failure;
                break;
            default:
                _effects.IsDuplicate = true;
                break;
        }
    }

    private void AskTracks(SourcePlan source, object value, long time)
    {
        EventTime = time;
        for (var index = 0; index < _key.Tracks.Length; index++)
        {
            var track = _key.Tracks[index];
            if (!IsOf(track, source))
            {
                continue;
            }

            _trackHolds[index] = track.Holds?.Invoke(value) ?? true;
            _trackTimes[index] = track.At?.Invoke(value) ?? time;
            for (var column = 0; column < track.Columns.Length && _trackHolds[index]; column++)
            {
                _trackValues[index][column] = track.Columns[column].Value(value);
            }
        }
    }

    private void AskWindows(SourcePlan source, object value)
    {
        if (!source.IsScored)
        {
            return;
        }

        for (var index = 0; index < _key.Windows.Length; index++)
        {
            var aggregates = _key.Windows[index].Aggregates;
            _windowHolds[index] = _key.Windows[index].Holds?.Invoke(value) ?? true;
            for (var aggregate = 0; aggregate < aggregates.Length && _windowHolds[index]; aggregate++)
            {
                _windowValues[index][aggregate] = aggregates[aggregate].Value(value);
            }
        }
    }

    private void Insert(KeyState state, SourcePlan source, long watermark)
    {
        for (var index = 0; index < _key.Tracks.Length; index++)
        {
            var track = _key.Tracks[index];
            if (state.Tracks[index] is { } rows)
            {
                Retention.Evict(rows, track, _scoredHorizon, watermark);
            }

            if (IsOf(track, source) && _trackHolds[index])
            {
                (state.Tracks[index] ??= new TimedRows(track)).Insert(_trackTimes[index], _trackValues[index]);
            }
        }
    }

    private static bool IsOf(TrackPlan track, SourcePlan source) => track.Source is { } other ? other == source.Index : source.IsScored;
}

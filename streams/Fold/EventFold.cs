using Serverless.Streams.Accumulators;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Streams.Windows;

namespace Serverless.Streams.Fold;

/// <summary>The part of the fold that an event goes through.</summary>
internal sealed class EventFold
{
    private readonly PipelinePlan _plan;
    private readonly KeyPlan _key;
    private readonly KeyTable _keys;
    private readonly WindowFold[] _windows;
    private readonly RecordEffects _effects;
    private readonly CompleteSince _complete;
    private readonly TrailingAggregates[] _trailing;
    private readonly AggregateValue[][] _trackValues;
    private readonly bool[] _trackHolds;
    private readonly AggregateValue[][] _windowValues;
    private readonly bool[] _windowHolds;
    private readonly long[] _trackTimes;
    private readonly long[] _horizons;
    private readonly long _scoredHorizon;

    public EventFold(PipelinePlan plan, KeyPlan key, KeyTable keys, WindowFold[] windows, RecordEffects effects, CompleteSince complete)
    {
        (_plan, _key, _keys, _windows, _effects, _complete) = (plan, key, keys, windows, effects, complete);
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
    public ReadEvent Read(ReadOnlyMemory<byte> bytes, KeyedHeader header, FoldBatch batch)
    {
        var source = _plan.SourceOf(header.Source);
        if (source is null)
        {
            return new ReadEvent { Row = -1, Failure = new Failure("source", "The plan has no such source.") };
        }

        var row = source.IsScored ? batch.NewRow() : -1;
        try
        {
            var json = row >= 0 ? EventValue.Read(bytes, _key.Arrives, batch.Row(row), batch.Objects(row)) : EventValue.Json(bytes);
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

        if (_plan.AtWatermark && source.IsScored && header.Time <= watermark)
        {
            return Verdict.Overtaken;
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

    /// <summary>An event that is not folded, or not yet.</summary>
    public void Leave(ReadEvent read, Verdict verdict, KeyedHeader header, LogRecord record, long watermark, FoldBatch batch)
    {
        if (read.Row >= 0)
        {
            batch.DropRow();
        }

        switch (verdict)
        {
            case Verdict.Late or Verdict.Overtaken:
                _effects.Late.Add(LateFor.Of(verdict == Verdict.Late ? Rules.Horizon : Rules.Watermark, header.Time, watermark));
                _effects.IsUnscored = true;
                break;
            case Verdict.Dead:
                _effects.Dead.Add(new FailedEvent(header, record.Key, record.Value, read.Failure!.Value));
                break;
            case Verdict.Duplicate:
                _effects.IsDuplicate = true;
                break;
            default:
                break;
        }
    }

    /// <summary>A good event changes the state and goes on.</summary>
    /// <param name="read">It, and what the lambdas said: the last one that was read.</param>
    /// <param name="header">Its header.</param>
    /// <param name="key">Its key.</param>
    /// <param name="watermark">What lies at or below it has happened.</param>
    /// <param name="inForce">What is in force.</param>
    /// <param name="batch">Takes its row.</param>
    public void Fold(ReadEvent read, KeyedHeader header, ReadOnlyMemory<byte> key, long watermark, InForce inForce, FoldBatch batch)
    {
        _complete.Newest = Math.Max(_complete.Newest, header.Time);
        var state = _keys.Touch(key.Span);
        Insert(state, read.Source!, watermark);
        if (!read.Source!.IsScored)
        {
            return;
        }

        var row = batch.Row(read.Row);
        var objects = batch.Objects(read.Row);
        string? failure = null;
        for (var index = 0; index < _key.Tracks.Length; index++)
        {
            _trailing[index].Fill(state.Tracks[index], EventTime, row, objects);
            failure ??= _trailing[index].Failure;
        }

        var isLate = false;
        for (var index = 0; index < _windows.Length; index++)
        {
            var (window, taken) = (_windows[index], default(OpenWindow));
            if (_windowHolds[index])
            {
                if (!window.Add(state, EventTime, _windowValues[index], _effects.Fired[index], out taken))
                {
                    isLate = true;
                    _effects.Late.Add(LateFor.Of(window.Plan.Name, EventTime, watermark, index));
                }

                failure ??= window.Failure;
            }

            Fill(window, taken, row, objects, ref failure);
        }

        _effects.Events.Add(new FoldedEvent(header, key, read.Record!, read.Json, read.Row, inForce, isLate, failure));
    }

    private long EventTime { get; set; }

    /// <summary>The values of the open window so far.</summary>
    private void Fill(WindowFold window, OpenWindow? taken, Span<double> row, Span<object?> objects, ref string? failure)
    {
        for (var index = 0; index < window.Plan.Aggregates.Length; index++)
        {
            var (aggregate, problem) = (window.Plan.Aggregates[index], default(string));
            var value = taken?.Aggregates is { } seen ? window.ValueOf(index, seen[index], EventTime, out problem) : aggregate.Spec.Nothing;
            failure ??= problem;
            if (aggregate.Spec.IsNumber)
            {
                row[aggregate.Slot] = value.Number;
            }
            else
            {
                objects[aggregate.Slot] = value.Object;
            }
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

            Try(track, index);
        }
    }

    /// <summary>A row that a user's aggregate can't take would fail every event that sees it.</summary>
    private void Try(TrackPlan track, int index)
    {
        if (!_trackHolds[index])
        {
            return;
        }

        foreach (var aggregate in track.Aggregates)
        {
            aggregate.Spec.Own?.Try(_trackValues[index][aggregate.Column], _trackTimes[index]);
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
                aggregates[aggregate].Spec.Own?.Try(_windowValues[index][aggregate], EventTime);
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

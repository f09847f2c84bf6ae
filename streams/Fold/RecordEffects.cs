using System.Collections.Immutable;
using Serverless.Streams.Records;
using Serverless.Streams.Windows;

namespace Serverless.Streams.Fold;

/// <summary>What one record causes, gathered in any order and emitted in the order of ids: by the definitions' numbers, within one by rank.</summary>
internal sealed class RecordEffects
{
    private const int MostRoom = 65_536;

    public RecordEffects(int windows)
    {
        Fired = new List<WindowResult>[windows];
        for (var index = 0; index < windows; index++)
        {
            Fired[index] = [];
        }
    }

    /// <summary>Per window of the plan what fired.</summary>
    public List<WindowResult>[] Fired { get; }

    /// <summary>The events that go on, without offset and slot: the record's own, or those that the watermark has passed, in the order of (time, position).</summary>
    public List<FoldedEvent> Events { get; } = [];

    /// <summary>What the event was too late for.</summary>
    public List<LateFor> Late { get; } = [];

    public List<FailedEvent> Dead { get; } = [];

    /// <summary>The event is beyond the horizon.</summary>
    public bool IsUnscored { get; set; }

    public bool IsDuplicate { get; set; }

    public void Clear()
    {
        foreach (var fired in Fired)
        {
            fired.Clear();
            if (fired.Capacity > MostRoom)
            {
                // One watermark closed the windows of very many keys: that room is not held until the next one does.
                fired.TrimExcess();
            }
        }

        Events.Clear();
        Late.Clear();
        Dead.Clear();
        IsUnscored = false;
        IsDuplicate = false;
    }

    public void Emit(
        LogRecord record, KeyedHeader header, long watermark, ImmutableArray<(OutputDefinition Definition, int Number, long Since)> definitions, FoldBatch batch, FoldCounts counts)
    {
        counts.Late += IsUnscored ? 1 : 0;
        counts.Duplicates += IsDuplicate ? 1 : 0;
        foreach (var (definition, number, since) in definitions)
        {
            if (record.Offset < since)
            {
                continue;
            }

            FoldOutput Add(long ordinal)
            {
                var output = batch.NewOutput();
                (output.Kind, output.Offset, output.Slot, output.Index) = (definition.Kind, record.Offset, OutputId.SlotOf(number, ordinal), definition.Index);
                (output.Cause, output.Key, output.Watermark) = (header, record.Key, watermark);
                return output;
            }

            switch (definition.Kind)
            {
                case OutputKind.Event:
                    for (var ordinal = 0; ordinal < Events.Count; ordinal++)
                    {
                        Events[ordinal].To(Add(ordinal));
                    }

                    break;
                case OutputKind.Window when Fired[definition.Index] is { Count: > 0 } fired:
                    fired.Sort();
                    counts.Windows += fired.Count;
                    for (var ordinal = 0; ordinal < fired.Count; ordinal++)
                    {
                        var output = Add(ordinal);
                        (output.Key, output.Window) = (fired[ordinal].Key, fired[ordinal]);
                    }

                    break;
                case OutputKind.Late when Late.Count > 0:
                    foreach (var (late, ordinal) in LateInOrder(record.Offset, definitions))
                    {
                        var output = Add(ordinal);
                        (output.Rule, output.LateBy, output.Json) = (late.Rule, late.By, EventValue.Json(record.Value));
                    }

                    break;
                case OutputKind.Dead:
                    counts.Dead += Dead.Count;
                    for (var index = 0; index < Dead.Count; index++)
                    {
                        // Scoring makes dead letters of events, at their ordinals: these stand behind them.
                        var (dead, output) = (Dead[index], Add(Events.Count + index));
                        (output.Cause, output.Key, output.Json) = (dead.Cause, dead.Key, dead.Value);
                        (output.Rule, output.Detail) = (dead.Failure.Rule, dead.Failure.Detail);
                    }

                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>An event may be late for several windows. The ordinal is the window's number, so that another window in the plan changes no id.</summary>
    private IEnumerable<(LateFor Late, long Ordinal)> LateInOrder(long offset, ImmutableArray<(OutputDefinition Definition, int Number, long Since)> definitions)
    {
        foreach (var late in Late)
        {
            if (late.Window < 0)
            {
                yield return (late, 0);
            }
        }

        foreach (var (definition, number, since) in definitions)
        {
            foreach (var late in Late)
            {
                if (definition.Kind == OutputKind.Window && definition.Index == late.Window && offset >= since)
                {
                    yield return (late, number);
                }
            }
        }
    }
}

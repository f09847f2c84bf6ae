using System.Collections.Immutable;
using Serverless.Streams.Records;

namespace Serverless.Streams.Fold;

/// <summary>What one record causes, gathered in any order and emitted in the order of ids: by the definitions' numbers, within one by rank.</summary>
internal sealed class RecordEffects
{
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

    /// <summary>The event goes on: its row in the batch and the rest, without offset and slot.</summary>
    public FoldedEvent? Event { get; set; }

    /// <summary>What was too late, and for what: the horizon or a window's name.</summary>
    public List<string> Late { get; } = [];

    public Failure? Dead { get; set; }

    /// <summary>The event is beyond the horizon.</summary>
    public bool IsUnscored { get; set; }

    public bool IsDuplicate { get; set; }

    public void Clear()
    {
        foreach (var fired in Fired)
        {
            fired.Clear();
        }

        Event = null;
        Late.Clear();
        Dead = null;
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
                var output = new FoldOutput
                {
                    Kind = definition.Kind,
                    Offset = record.Offset,
                    Slot = OutputId.SlotOf(number, ordinal),
                    Cause = header,
                    Key = record.Key,
                    Watermark = watermark,
                    Index = definition.Index,
                };
                batch.Outputs.Add(output);
                return output;
            }

            switch (definition.Kind)
            {
                case OutputKind.Event when Event is { } folded:
                    batch.Outputs.Add(folded.ToOutput(record, OutputId.SlotOf(number, 0), header, watermark));
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
                case OutputKind.Late:
                    for (var ordinal = 0; ordinal < Late.Count; ordinal++)
                    {
                        var output = Add(ordinal);
                        (output.Rule, output.Json) = (Late[ordinal], EventValue.Json(record.Value));
                    }

                    break;
                case OutputKind.Dead when Dead is { } failure:
                    counts.Dead++;
                    var dead = Add(0);
                    (dead.Rule, dead.Detail, dead.Json) = (failure.Rule, failure.Detail, record.Value);
                    break;
                default:
                    break;
            }
        }
    }
}

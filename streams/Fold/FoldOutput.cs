using Serverless.Streams.Records;
using Serverless.Streams.Windows;

namespace Serverless.Streams.Fold;

/// <summary>Something that one record of the log caused, before it becomes bytes. Its batch owns it, and uses it again.</summary>
internal sealed class FoldOutput
{
    public OutputKind Kind { get; set; }

    /// <summary>The offset of the record that caused it.</summary>
    public long Offset { get; set; }

    /// <summary>See <see cref="OutputId.Slot"/>; of an event at the last key: the prediction's, its routes have their own.</summary>
    public long Slot { get; set; }

    /// <summary>The header of the record that caused it.</summary>
    public KeyedHeader Cause { get; set; }

    /// <summary>The key's bytes.</summary>
    public ReadOnlyMemory<byte> Key { get; set; }

    /// <summary>The event's JSON.</summary>
    public ReadOnlyMemory<byte> Json { get; set; }

    /// <summary>The shard's watermark from before the record.</summary>
    public long Watermark { get; set; }

    /// <summary>Of a window: its place in the plan.</summary>
    public int Index { get; set; }

    /// <summary>Of a window: what fired.</summary>
    public WindowResult? Window { get; set; }

    /// <summary>Of an event: the record.</summary>
    public object? Record { get; set; }

    /// <summary>Of an event: its row in the batch; -1 where there is none.</summary>
    public int Row { get; set; } = -1;

    /// <summary>Of an event: what is in force at its offset.</summary>
    public InForce? InForce { get; set; }

    /// <summary>Of an event: the model in force at its offset.</summary>
    public Activation? Activation => InForce?.Model;

    /// <summary>Of an event: a window came too late for it, here or upstream.</summary>
    public bool IsLate { get; set; }

    /// <summary>Of a late event or a dead letter: the rule or the window.</summary>
    public string? Rule { get; set; }

    /// <summary>Of a late event: milliseconds that the watermark was ahead of it.</summary>
    public long LateBy { get; set; }

    /// <summary>What was found.</summary>
    public string? Detail { get; set; }

    /// <summary>Of an event whose lambda or model failed: why; it becomes a dead letter.</summary>
    public string? Failure { get; set; }

    /// <summary>Of an event at the last key: the prediction's bytes, once it was scored; none where it stays silent.</summary>
    public byte[]? Prediction { get; set; }

    /// <summary>Of an event at the last key: a bit per route of the plan that it goes to.</summary>
    public ulong Routes { get; set; }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        (Kind, Offset, Slot, Cause, Watermark) = (default, 0, 0, default, 0);
        (Key, Json, Index, Window, Record, Row, InForce) = (default, default, 0, null, null, -1, null);
        (IsLate, Rule, LateBy, Detail, Failure, Prediction, Routes) = (false, null, 0, null, null, null, 0);
    }
}

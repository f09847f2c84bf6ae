using System.Globalization;
using System.Numerics;

namespace Serverless.Streams.Records;

/// <summary>The reproducible id of an output: <c>writer:offset:number.ordinal</c>. The ids of one writer only rise.</summary>
/// <param name="Writer">Who published it.</param>
/// <param name="Offset">The offset of the record that caused it, in the writer's log.</param>
/// <param name="Slot">The definition's number in the upper 24 bits, the ordinal in the lower 40.</param>
public readonly record struct OutputId(WriterId Writer, long Offset, long Slot)
{
    /// <summary>The greatest slot: that of progress records.</summary>
    public const long LastSlot = long.MaxValue;

    private const int OrdinalBits = 40;
    private const long LastOrdinal = (1L << OrdinalBits) - 1;
    private const int LastNumber = (1 << (63 - OrdinalBits)) - 1;

    /// <summary>The slot of a definition's output.</summary>
    /// <param name="number">The definition's number, from 1.</param>
    /// <param name="ordinal">Its how manieth output of this record, from 0.</param>
    /// <returns>The slot; it rises with the number, then with the ordinal.</returns>
    public static long SlotOf(int number, long ordinal) => ((long)number << OrdinalBits) | ordinal;

    internal static long NumberOf(long slot) => slot >> OrdinalBits;

    internal static long OrdinalOf(long slot) => slot & LastOrdinal;

    /// <summary>Reads the text form.</summary>
    /// <param name="text">For example <c>card-fraud.by-terminal@1/3:4711:2.0</c>.</param>
    /// <param name="id">The id, where the text is one.</param>
    /// <returns>Whether the text is an id.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out OutputId id)
    {
        id = default;
        var slotAt = text.LastIndexOf(':');
        if (slotAt <= 0)
        {
            return false;
        }

        var offsetAt = text[..slotAt].LastIndexOf(':');
        var generationAt = text.IndexOf('@');
        var shardAt = text.LastIndexOf('/');
        var dot = text.LastIndexOf('.');
        if (generationAt <= 0 || shardAt < generationAt || offsetAt < shardAt || dot < slotAt
            || !Read(text[(generationAt + 1)..shardAt], out long generation)
            || !Read(text[(shardAt + 1)..offsetAt], out int shard)
            || !Read(text[(offsetAt + 1)..slotAt], out long offset)
            || !Read(text[(slotAt + 1)..dot], out int number)
            || !Read(text[(dot + 1)..], out long ordinal)
            || number > LastNumber
            || ordinal > LastOrdinal)
        {
            return false;
        }

        id = new OutputId(new WriterId(text[..generationAt].ToString(), generation, shard), offset, SlotOf(number, ordinal));
        return true;
    }

    /// <summary>Whether this output lies behind another one of the same writer's stage and shard; generations compare first.</summary>
    /// <param name="other">The other output.</param>
    /// <returns>True if this one is newer.</returns>
    public bool IsAfter(OutputId other) =>
        (Writer.Generation, Offset, Slot).CompareTo((other.Writer.Generation, other.Offset, other.Slot)) > 0;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Writer}:{Offset}:{NumberOf(Slot)}.{OrdinalOf(Slot)}");

    private static bool Read<T>(ReadOnlySpan<char> text, out T value)
        where T : struct, INumberBase<T> =>
        T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}

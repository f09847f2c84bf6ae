using Serverless.Streams.Codec;
using Serverless.Streams.Records;

namespace Serverless.Streams.Fold;

/// <summary>
/// The origins of a shard: lineage for all that ever sent, and the shard's watermark over those that count.
/// Combined as Flink's StatusWatermarkValve does: the minimum over the active ones; when the last one becomes idle, the maximum over all; never back.
/// </summary>
internal sealed class OriginTable(bool bySight = false)
{
    private readonly Dictionary<OriginId, OriginMark> _marks = [];
    private List<OriginMark> _counted = [];

    /// <summary>Who counts.</summary>
    public OriginList List { get; private set; } = new([]);

    /// <summary>Who ever sent, and how far.</summary>
    public IReadOnlyDictionary<OriginId, OriginMark> Marks => _marks;

    /// <summary>The shard's watermark; <see cref="long.MinValue"/> before the first.</summary>
    public long Watermark { get; private set; } = long.MinValue;

    /// <summary>Whether all that count are idle.</summary>
    public bool AllIdle => _counted.Count > 0 && _counted.TrueForAll(mark => mark.IsIdle);

    /// <summary>Lineage: whether this is above all that was taken from its origin; it is taken then.</summary>
    public bool Take(OriginId origin, OriginPosition position)
    {
        var mark = MarkOf(origin);
        if (!position.IsAfter(mark.Position))
        {
            return false;
        }

        mark.Position = position;
        return true;
    }

    /// <summary>An origin's record: its watermark, and whether it says that it is idle.</summary>
    public void Advance(OriginId origin, long watermark, bool isIdle)
    {
        var mark = MarkOf(origin);
        mark.Watermark = Math.Max(mark.Watermark, watermark);
        mark.IsIdle = isIdle;
        Combine();
    }

    /// <summary>A tick declares these idle, all at once.</summary>
    public void DeclareIdle(IEnumerable<OriginId> origins)
    {
        foreach (var origin in origins)
        {
            if (List.Names(origin))
            {
                MarkOf(origin).IsIdle = true;
            }
        }

        Combine();
    }

    public void Count(OriginList list, bool mayGoBack = false)
    {
        List = List.With(list, mayGoBack);
        Recount();
        Combine();
    }

    public OriginPosition PositionOf(OriginId origin) => _marks.TryGetValue(origin, out var mark) ? mark.Position : OriginPosition.None;

    public void Write(ByteWriter writer)
    {
        List.Write(writer);
        writer.Signed(Watermark);
        writer.Number(_marks.Count);
        foreach (var (origin, mark) in _marks)
        {
            OriginCodec.Write(writer, origin);
            writer.Number(mark.Position.Offset + 1);
            writer.Number(mark.Position.Slot);
            writer.Signed(mark.Watermark);
            writer.Byte(mark.IsIdle ? (byte)1 : (byte)0);
        }
    }

    public void Read(ref ByteReader reader)
    {
        List = OriginList.Read(ref reader);
        Watermark = reader.Signed();
        for (var left = reader.Count(); left > 0; left--)
        {
            var origin = OriginCodec.Read(ref reader);
            _marks[origin] = new OriginMark
            {
                Position = new OriginPosition(reader.Number() - 1, reader.Number()),
                Watermark = reader.Signed(),
                IsIdle = reader.Byte() != 0,
            };
        }

        Recount();
    }

    private OriginMark MarkOf(OriginId origin)
    {
        if (!_marks.TryGetValue(origin, out var mark))
        {
            _marks.Add(origin, mark = new OriginMark());
        }

        return mark;
    }

    private void Recount()
    {
        _counted = [];
        foreach (var topic in List.Topics)
        {
            for (var partition = 0; partition < topic.Partitions; partition++)
            {
                _counted.Add(MarkOf(new OriginId(topic.Topic, partition, topic.Epoch)));
            }
        }
    }

    private void Combine()
    {
        var (least, greatest, anyActive) = (long.MaxValue, long.MinValue, false);
        foreach (var mark in _counted)
        {
            greatest = Math.Max(greatest, mark.Watermark);
            if (!mark.IsIdle && !(bySight && mark.Watermark == long.MinValue))
            {
                anyActive = true;
                least = Math.Min(least, mark.Watermark);
            }
        }

        Watermark = Math.Max(Watermark, anyActive ? least : greatest);
    }
}

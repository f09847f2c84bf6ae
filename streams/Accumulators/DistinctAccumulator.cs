using System.Runtime.InteropServices;
using Serverless.Streams.Codec;

namespace Serverless.Streams.Accumulators;

/// <summary>How many different texts there are, exactly.</summary>
internal class DistinctAccumulator : Accumulator
{
    private const int MostRoom = 256;
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public override AggregateValue Result => new(_counts.Count);

    public override bool IsOfOneSize => false;

    public override bool CanRemove => true;

    /// <summary>How often each is there.</summary>
    protected IReadOnlyDictionary<string, long> Counts => _counts;

    public override void Add(AggregateValue value, long time)
    {
        if (value.Object is string text)
        {
            Add(text, 1);
        }
    }

    public override void Remove(AggregateValue value)
    {
        if (value.Object is string text)
        {
            Remove(text, 1);
        }
    }

    public override void Remove(Accumulator part)
    {
        foreach (var (text, count) in ((DistinctAccumulator)part)._counts)
        {
            Remove(text, count);
        }
    }

    public override void Clear()
    {
        _counts.Clear();
        if (_counts.Capacity > MostRoom)
        {
            // Else one large set would make each small one after it dear to clear.
            _counts.TrimExcess();
        }
    }

    public override void Merge(Accumulator later)
    {
        foreach (var (text, count) in ((DistinctAccumulator)later)._counts)
        {
            Add(text, count);
        }
    }

    /// <summary>In ordinal order, so that equal sets are equal bytes.</summary>
    public override void Write(ByteWriter writer)
    {
        var texts = _counts.Keys.ToArray();
        Array.Sort(texts, StringComparer.Ordinal);
        writer.Number(texts.Length);
        foreach (var text in texts)
        {
            writer.Text(text);
            writer.Number(_counts[text]);
        }
    }

    public override void Read(ref ByteReader reader, int version)
    {
        CheckVersion(version);
        for (var left = reader.Count(); left > 0; left--)
        {
            Add(reader.Text(), reader.Number());
        }
    }

    private void Remove(string text, long count)
    {
        ref var left = ref CollectionsMarshal.GetValueRefOrNullRef(_counts, text);
        left -= count;
        if (left == 0)
        {
            _counts.Remove(text);
        }
    }

    private void Add(string text, long count) => CollectionsMarshal.GetValueRefOrAddDefault(_counts, text, out _) += count;
}

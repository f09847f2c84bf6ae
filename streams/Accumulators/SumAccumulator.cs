using Serverless.Streams.Codec;

namespace Serverless.Streams.Accumulators;

/// <summary>A sum, rounded once: whatever the order of adding and merging, it is the same. The sum of nothing is missing.</summary>
internal class SumAccumulator : Accumulator
{
    private ExactSum _sum;

    public override AggregateValue Result => Count == 0 ? AggregateValue.Missing : new(_sum.Value);

    public override bool CanRemove => true;

    protected long Count { get; private set; }

    public override void Add(AggregateValue value, long time)
    {
        if (!double.IsNaN(value.Number))
        {
            _sum.Add(value.Number);
            Count++;
        }
    }

    public override void Remove(AggregateValue value)
    {
        if (!double.IsNaN(value.Number))
        {
            _sum.Remove(value.Number);
            Count--;
        }
    }

    public override void Remove(Accumulator part)
    {
        var other = (SumAccumulator)part;
        _sum.Add(other._sum, isRemoved: true);
        Count -= other.Count;
    }

    public override void Clear()
    {
        _sum.Clear();
        Count = 0;
    }

    public override void Merge(Accumulator later)
    {
        var other = (SumAccumulator)later;
        _sum.Add(other._sum);
        Count += other.Count;
    }

    public override void Write(ByteWriter writer)
    {
        writer.Number(Count);
        _sum.Write(writer);
    }

    public override void Read(ref ByteReader reader, int version)
    {
        CheckVersion(version);
        Count = reader.Number();
        if (version == 0)
        {
            _sum.Add(reader.Double());
            _sum.Add(reader.Double());
        }
        else
        {
            _sum.Read(ref reader);
        }
    }
}

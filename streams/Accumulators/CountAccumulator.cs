using Serverless.Streams.Codec;

namespace Serverless.Streams.Accumulators;

/// <summary>How many.</summary>
internal sealed class CountAccumulator : Accumulator
{
    private long _count;

    public override AggregateValue Result => new(_count);

    public override bool CanRemove => true;

    public override void Add(AggregateValue value, long time) => _count += value.IsMissing ? 0 : 1;

    public override void Remove(AggregateValue value) => _count -= value.IsMissing ? 0 : 1;

    public override void Remove(Accumulator part) => _count -= ((CountAccumulator)part)._count;

    public override void Clear() => _count = 0;

    public override void Merge(Accumulator later) => _count += ((CountAccumulator)later)._count;

    public override void Write(ByteWriter writer) => writer.Number(_count);

    public override void Read(ref ByteReader reader, int version)
    {
        CheckVersion(version);
        _count = reader.Number();
        if (version == 0)
        {
            reader.Raw(2 * sizeof(double));
        }
    }
}

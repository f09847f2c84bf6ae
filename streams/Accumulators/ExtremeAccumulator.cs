using Serverless.Streams.Codec;

namespace Serverless.Streams.Accumulators;

/// <summary>The smallest or the greatest value.</summary>
internal sealed class ExtremeAccumulator(bool isGreatest) : Accumulator
{
    private double _value = double.NaN;

    public override AggregateValue Result => new(_value);

    /// <summary>The smaller or the greater one of two, of which either may be missing.</summary>
    public static double Of(double left, double right, bool isGreatest) =>
        double.IsNaN(left) ? right
        : double.IsNaN(right) ? left
        : isGreatest ? Math.Max(left, right)
        : Math.Min(left, right);

    public override void Add(AggregateValue value, long time) => _value = Of(_value, value.Number, isGreatest);

    public override void Clear() => _value = double.NaN;

    public override void Merge(Accumulator later) => _value = Of(_value, ((ExtremeAccumulator)later)._value, isGreatest);

    public override void Write(ByteWriter writer) => writer.Double(_value);

    public override void Read(ref ByteReader reader, int version)
    {
        CheckVersion(version);
        _value = reader.Double();
    }
}

using Serverless.Streams.Codec;

namespace Serverless.Streams.Accumulators;

/// <summary>
/// The sample variance, Σ(x − mean)² / (n − 1), or its root; of fewer than two values it is missing. It is (n·Σx² − (Σx)²) / (n·(n − 1)) over exact integers, so that nothing is cancelled
/// and no order of adding, merging or taking out changes a bit; Welford's update (Technometrics 4, 1962) and Chan's merge (1979) would, in the last ones.
/// </summary>
internal sealed class VarianceAccumulator(bool isDeviation) : Accumulator
{
    private ExactSum _sum;
    private ExactSum _squares;
    private long _count;

    public override AggregateValue Result
    {
        get
        {
            if (_count < 2)
            {
                return AggregateValue.Missing;
            }

            var (mantissa, power) = Difference();
            mantissa /= _count * (_count - 1.0);
            return new(isDeviation ? Math.ScaleB(Math.Sqrt((power & 1) == 0 ? mantissa : mantissa * 2), power >> 1) : Math.ScaleB(mantissa, power));
        }
    }

    public override bool CanRemove => true;

    public override void Add(AggregateValue value, long time)
    {
        if (!double.IsNaN(value.Number))
        {
            _sum.Add(value.Number);
            _squares.AddSquare(value.Number);
            _count++;
        }
    }

    public override void Remove(AggregateValue value)
    {
        if (!double.IsNaN(value.Number))
        {
            _sum.Remove(value.Number);
            _squares.AddSquare(value.Number, isRemoved: true);
            _count--;
        }
    }

    public override void Remove(Accumulator part)
    {
        var other = (VarianceAccumulator)part;
        _sum.Add(other._sum, isRemoved: true);
        _squares.Add(other._squares, isRemoved: true);
        _count -= other._count;
    }

    public override void Clear()
    {
        _sum.Clear();
        _squares.Clear();
        _count = 0;
    }

    public override void Merge(Accumulator later)
    {
        var other = (VarianceAccumulator)later;
        _sum.Add(other._sum);
        _squares.Add(other._squares);
        _count += other._count;
    }

    public override void Write(ByteWriter writer)
    {
        writer.Number(_count);
        _sum.Write(writer);
        _squares.Write(writer);
    }

    public override void Read(ref ByteReader reader, int version)
    {
        CheckVersion(version);
        _count = reader.Number();
        _sum.Read(ref reader);
        _squares.Read(ref reader);
    }

    /// <summary>n·Σx² − (Σx)²: exact, then rounded to 53 bits.</summary>
    private (double Mantissa, int Power) Difference()
    {
        var sum = _sum.Limbs;
        var squares = _squares.Limbs;
        var place = sum.IsEmpty ? _squares.Low : ExactSum.PlaceOfProduct(_sum.Low, _sum.Low);
        var low = Math.Min(place, _squares.Low);
        var high = Math.Max(place + (2 * sum.Length), _squares.Low + squares.Length + 1);
        Span<ulong> difference = stackalloc ulong[high - low + 1];
        Span<ulong> size = stackalloc ulong[sum.Length];
        difference.Clear();
        LongInteger.AddProduct(difference[(_squares.Low - low)..], squares, [(ulong)_count], isSubtracted: false);
        LongInteger.Magnitude(sum, size);
        LongInteger.AddProduct(difference[(place - low)..], size, size, isSubtracted: true);
        return LongInteger.Mantissa(difference, ExactSum.ExponentOf(low));
    }
}

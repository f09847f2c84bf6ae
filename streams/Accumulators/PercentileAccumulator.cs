using System.Runtime.InteropServices;
using Serverless.Streams.Codec;

namespace Serverless.Streams.Accumulators;

/// <summary>
/// A percentile by nearest rank: the value at rank ⌈p·n⌉. Of up to <see cref="MostValues"/> values it is exact; of more it is the middle of a bucket, at most 1/128 (0.8 %) of the value away.
/// Buckets are those of DDSketch (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees", PVLDB 12, 2019) with its linear interpolation
/// of the logarithm: the bits of the double itself, so that every machine has the same ones. Below 2.2e-308, where doubles lose precision, the bound is 2e-310 absolute.
/// </summary>
/// <param name="p">From 0 (the least) to 1 (the greatest).</param>
/// <param name="keepsFew">Whether few values are kept as they are; else only buckets are, from which values can be taken out.</param>
internal sealed class PercentileAccumulator(double p, bool keepsFew = true) : Accumulator
{
    public const int MostValues = 128;

    // 64 buckets between a power of two and the next one.
    private const int DroppedBits = 52 - 6;
    private readonly SortedList<int, long> _buckets = [];
    private readonly List<double> _few = [];
    private long _count;

    public override AggregateValue Result
    {
        get
        {
            if (_count == 0)
            {
                return AggregateValue.Missing;
            }

            var rank = Math.Max(1, (long)Math.Ceiling((decimal)p * _count));
            if (_few.Count == 0)
            {
                return new(InBuckets(rank));
            }

            Span<double> sorted = stackalloc double[MostValues];
            CollectionsMarshal.AsSpan(_few).CopyTo(sorted);
            sorted[.._few.Count].Sort();
            return new(sorted[(int)rank - 1]);
        }
    }

    public override bool IsOfOneSize => false;

    public override bool CanRemove => !keepsFew;

    public override bool NeedsValues => !keepsFew && _count <= MostValues;

    public override void Add(AggregateValue value, long time)
    {
        if (double.IsNaN(value.Number))
        {
            return;
        }

        if (keepsFew && _count < MostValues)
        {
            _few.Add(value.Number);
        }
        else
        {
            Spill();
            Count(BucketOf(value.Number), 1);
        }

        _count++;
    }

    public override void Remove(AggregateValue value)
    {
        if (!double.IsNaN(value.Number))
        {
            Count(BucketOf(value.Number), -1);
            _count--;
        }
    }

    public override void Clear()
    {
        _few.Clear();
        _buckets.Clear();
        _count = 0;
    }

    public override void Merge(Accumulator later)
    {
        var other = (PercentileAccumulator)later;
        foreach (var value in other._few)
        {
            Add(new AggregateValue(value), 0);
        }

        if (other._buckets.Count > 0)
        {
            Spill();
            foreach (var (bucket, count) in other._buckets)
            {
                Count(bucket, count);
                _count += count;
            }
        }
    }

    public override void Write(ByteWriter writer)
    {
        writer.Number(_few.Count);
        foreach (var value in _few)
        {
            writer.Double(value);
        }

        writer.Number(_buckets.Count);
        var last = 0;
        foreach (var (bucket, count) in _buckets)
        {
            writer.Signed(bucket - last);
            writer.Number(count);
            last = bucket;
        }
    }

    public override void Read(ref ByteReader reader, int version)
    {
        CheckVersion(version);
        for (var left = reader.Count(); left > 0; left--)
        {
            Add(new AggregateValue(reader.Double()), 0);
        }

        var bucket = 0L;
        for (var left = reader.Count(); left > 0; left--)
        {
            bucket += reader.Signed();
            var count = reader.Number();
            if (bucket is < int.MinValue or > int.MaxValue)
            {
                throw new FormatException("A stored percentile has a bucket out of range.");
            }

            Spill();
            Count((int)bucket, count);
            _count += count;
        }
    }

    /// <summary>Rising with the value; negative values have negative buckets.</summary>
    private static int BucketOf(double value)
    {
        var bucket = (int)(BitConverter.DoubleToUInt64Bits(Math.Abs(value)) >> DroppedBits);
        return value < 0 ? -1 - bucket : bucket;
    }

    private static double MiddleOf(int bucket)
    {
        var size = bucket < 0 ? -1 - bucket : bucket;
        var middle = size == 0 ? 0 : BitConverter.UInt64BitsToDouble(((ulong)size << DroppedBits) | (1UL << (DroppedBits - 1)));
        return bucket < 0 ? -middle : middle;
    }

    private double InBuckets(long rank)
    {
        for (var index = 0; index < _buckets.Count; index++)
        {
            rank -= _buckets.GetValueAtIndex(index);
            if (rank <= 0)
            {
                return MiddleOf(_buckets.GetKeyAtIndex(index));
            }
        }

        return double.NaN;
    }

    private void Spill()
    {
        foreach (var value in _few)
        {
            Count(BucketOf(value), 1);
        }

        _few.Clear();
    }

    private void Count(int bucket, long count)
    {
        var index = _buckets.IndexOfKey(bucket);
        if (index < 0)
        {
            _buckets.Add(bucket, count);
        }
        else if (_buckets.GetValueAtIndex(index) + count is var sum and not 0)
        {
            _buckets.SetValueAtIndex(index, sum);
        }
        else
        {
            _buckets.RemoveAt(index);
        }
    }
}

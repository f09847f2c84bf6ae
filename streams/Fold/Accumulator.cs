using Serverless.Streams.Codec;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>An aggregate under way in a window.</summary>
internal struct Accumulator
{
    private CompensatedSum _sum;
    private long _count;

    /// <summary>Adds a value; NaN is none.</summary>
    public void Add(double value)
    {
        if (!double.IsNaN(value))
        {
            _sum.Add(value);
            _count++;
        }
    }

    public readonly double Result(WindowAggregatePlan plan) => plan.Kind switch
    {
        AggregateKind.Count => _count,
        _ when _count == 0 => plan.Empty,
        AggregateKind.Mean => _sum.Value / _count,
        _ => _sum.Value,
    };

    public readonly void Write(ByteWriter writer)
    {
        writer.Number(_count);
        writer.Double(_sum.Sum);
        writer.Double(_sum.Compensation);
    }

    public static Accumulator Read(ref ByteReader reader) =>
        new() { _count = reader.Number(), _sum = new CompensatedSum { Sum = reader.Double(), Compensation = reader.Double() } };
}

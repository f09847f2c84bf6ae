using Serverless.Streams.Codec;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>An aggregate under way in a window.</summary>
internal struct Accumulator
{
    private CompensatedSum sum;
    private long count;

    /// <summary>Adds a value; NaN is none.</summary>
    public void Add(double value)
    {
        if (!double.IsNaN(value))
        {
            sum.Add(value);
            count++;
        }
    }

    public readonly double Result(WindowAggregatePlan plan) => plan.Kind switch
    {
        AggregateKind.Count => count,
        _ when count == 0 => plan.Empty,
        AggregateKind.Mean => sum.Value / count,
        _ => sum.Value,
    };

    public readonly void Write(ByteWriter writer)
    {
        writer.Number(count);
        writer.Double(sum.Sum);
        writer.Double(sum.Compensation);
    }

    public static Accumulator Read(ref ByteReader reader) =>
        new() { count = reader.Number(), sum = new CompensatedSum { Sum = reader.Double(), Compensation = reader.Double() } };
}

using Serverless.Streams.Codec;

namespace Serverless.Streams.Accumulators;

/// <summary>The first or the latest value by event time; of equal times the one that came first, or last.</summary>
internal sealed class EdgeAccumulator(bool isLatest) : Accumulator
{
    private double _value = double.NaN;
    private long _time;

    public override AggregateValue Result => new(_value);

    public override void Add(AggregateValue value, long time)
    {
        if (!double.IsNaN(value.Number) && (double.IsNaN(_value) || (isLatest ? time >= _time : time < _time)))
        {
            (_value, _time) = (value.Number, time);
        }
    }

    public override void Clear() => _value = double.NaN;

    public override void Merge(Accumulator later)
    {
        var other = (EdgeAccumulator)later;
        Add(other.Result, other._time);
    }

    public override void Write(ByteWriter writer)
    {
        writer.Double(_value);
        writer.Signed(_time);
    }

    public override void Read(ref ByteReader reader, int version)
    {
        CheckVersion(version);
        (_value, _time) = (reader.Double(), reader.Signed());
    }
}

using Serverless.Streams.Codec;

namespace Serverless.Streams.Accumulators;

/// <summary>The first or the latest value by event time; of equal times the one that came first, or last.</summary>
internal sealed class EdgeAccumulator(bool isLatest, bool isText) : Accumulator
{
    private AggregateValue _value = AggregateValue.Missing;
    private long _time;

    public override AggregateValue Result => _value;

    public override void Add(AggregateValue value, long time)
    {
        if (!value.IsMissing && (_value.IsMissing || (isLatest ? time >= _time : time < _time)))
        {
            (_value, _time) = (ShortText.Of(value), time);
        }
    }

    public override void Clear() => _value = AggregateValue.Missing;

    public override void Merge(Accumulator later)
    {
        var other = (EdgeAccumulator)later;
        Add(other._value, other._time);
    }

    public override void Write(ByteWriter writer)
    {
        if (isText)
        {
            ValueCodec.WriteText(writer, (string?)_value.Object);
        }
        else
        {
            writer.Double(_value.Number);
        }

        writer.Signed(_time);
    }

    public override void Read(ref ByteReader reader, int version)
    {
        CheckVersion(version);
        _value = isText ? new(double.NaN, ValueCodec.ReadText(ref reader)) : new(reader.Double());
        _time = reader.Signed();
    }
}

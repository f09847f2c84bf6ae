using Serverless.Streams.Codec;

namespace Serverless.Streams.Accumulators;

/// <summary>The newest values by event time, oldest first; of equal times in the order in which they came.</summary>
internal sealed class CollectAccumulator(int most, bool isText) : Accumulator
{
    private readonly List<(long Time, AggregateValue Value)> _values = [];

    public override AggregateValue Result
    {
        get
        {
            if (_values.Count == 0)
            {
                return AggregateValue.Missing;
            }

            var list = New(_values.Count, isText);
            for (var index = 0; index < _values.Count; index++)
            {
                Set(list, index, _values[index].Value);
            }

            return new(double.NaN, list);
        }
    }

    public override bool IsOfOneSize => false;

    /// <summary>A list of values: of texts or of numbers.</summary>
    public static Array New(int count, bool isText) => isText ? new string[count] : new double[count];

    public static void Set(Array list, int index, AggregateValue value)
    {
        if (list is string[] texts)
        {
            texts[index] = (string)ShortText.Of(value).Object!;
        }
        else
        {
            ((double[])list)[index] = value.Number;
        }
    }

    public override void Add(AggregateValue value, long time)
    {
        if (value.IsMissing)
        {
            return;
        }

        var at = _values.Count;
        while (at > 0 && _values[at - 1].Time > time)
        {
            at--;
        }

        _values.Insert(at, (time, ShortText.Of(value)));
        if (_values.Count > most)
        {
            _values.RemoveAt(0);
        }
    }

    public override void Clear() => _values.Clear();

    public override void Merge(Accumulator later)
    {
        foreach (var (time, value) in ((CollectAccumulator)later)._values)
        {
            Add(value, time);
        }
    }

    public override void Write(ByteWriter writer)
    {
        writer.Number(_values.Count);
        var last = 0L;
        foreach (var (time, value) in _values)
        {
            writer.Signed(unchecked(time - last));
            last = time;
            if (isText)
            {
                writer.Text((string)value.Object!);
            }
            else
            {
                writer.Double(value.Number);
            }
        }
    }

    public override void Read(ref ByteReader reader, int version)
    {
        CheckVersion(version);
        var time = 0L;
        for (var left = reader.Count(); left > 0; left--)
        {
            time = unchecked(time + reader.Signed());
            Add(isText ? new(double.NaN, reader.Text()) : new(reader.Double()), time);
        }
    }
}

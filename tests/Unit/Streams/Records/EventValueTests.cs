using System.Text;
using Serverless.Streams.Codec;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Streams.Records;

public sealed class EventValueTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(200)]
    public void Numbers_and_JSON_are_read_back_bit_by_bit(int count)
    {
        double[] numbers = [.. Enumerable.Range(0, count).Select(index => index % 3 == 0 ? double.NaN : index / 7.0)];
        var value = Value(numbers);
        var again = new double[count];
        Assert.Equal("{}", Encoding.UTF8.GetString(EventValue.Read(value, again).Span));
        Assert.Equal(numbers.Select(BitConverter.DoubleToInt64Bits), again.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal("{}", Encoding.UTF8.GetString(EventValue.Json(value).Span));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    public void Another_count_than_the_plans_is_refused(int written, int expected) =>
        Assert.Throws<FormatException>(() => EventValue.Read(Value(new double[written]), new double[expected]));

    private static byte[] Value(double[] numbers)
    {
        var writer = new ByteWriter();
        EventValue.Write(writer, numbers);
        writer.Raw("{}"u8);
        return writer.ToArray();
    }
}

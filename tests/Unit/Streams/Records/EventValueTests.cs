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
        var layout = new CarriedLayout([.. Enumerable.Range(0, count).Select(index => (uint)index)], []);
        var value = Value(writer => EventValue.Write(writer, layout, numbers, []));
        var again = new double[count];
        Assert.Equal("{}", Encoding.UTF8.GetString(EventValue.Read(value, layout, again, []).Span));
        Assert.Equal(numbers.Select(BitConverter.DoubleToInt64Bits), again.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal("{}", Encoding.UTF8.GetString(EventValue.Json(value).Span));
    }

    [Fact]
    public void Texts_and_lists_are_read_back()
    {
        var layout = new CarriedLayout([], [1, 2, 3, 4]);
        object?[] objects = ["a text", null, new[] { 1.5, double.NaN }, new[] { "", "b" }];
        var value = Value(writer => EventValue.Write(writer, layout, [], objects));
        var again = new object?[4];
        Assert.Equal("{}", Encoding.UTF8.GetString(EventValue.Read(value, layout, [], again).Span));
        Assert.Equal(objects, again);
        Assert.Equal("{}", Encoding.UTF8.GetString(EventValue.Json(value).Span));
    }

    [Fact]
    public void What_another_plan_wrote_is_found_by_its_definition_and_what_it_did_not_have_stays_missing()
    {
        var value = Value(writer => EventValue.Write(writer, new CarriedLayout([10, 11, 12], [20, 21]), [0.5, 1.5, 2.5], ["gone", "kept"]));
        double[] numbers = [double.NaN, double.NaN, double.NaN];
        var objects = new object?[2];
        EventValue.Read(value, new CarriedLayout([12, 99, 10], [21, 88]), numbers, objects);
        Assert.Equal([2.5, double.NaN, 0.5], numbers);
        Assert.Equal(["kept", null], objects);
    }

    [Theory]
    [InlineData(2, 0.5)]
    [InlineData(3, double.NaN)]
    public void The_first_formats_numbers_are_taken_where_the_plan_carries_as_many(int carried, double expected)
    {
        var value = Value(writer =>
        {
            writer.Number(2);
            writer.Double(0.5);
            writer.Double(1.5);
        });
        // The row has slots of its own key behind those that the event brings along.
        var numbers = new double[carried + 4];
        numbers.AsSpan().Fill(double.NaN);
        Assert.Equal("{}", Encoding.UTF8.GetString(EventValue.Read(value, new CarriedLayout([.. Enumerable.Range(1, carried).Select(hash => (uint)hash)], []), numbers, []).Span));
        Assert.Equal(expected, numbers[0]);
        Assert.True(double.IsNaN(numbers[carried]));
    }

    private static byte[] Value(Action<ByteWriter> write)
    {
        var writer = new ByteWriter();
        write(writer);
        writer.Raw("{}"u8);
        return writer.ToArray();
    }
}

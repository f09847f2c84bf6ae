using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Serverless.Streams.Cleansing;
using Serverless.Tests.Unit.Streams.Definition;

namespace Serverless.Tests.Unit.Streams.Cleansing;

public sealed class RecordReaderTests
{
    private const int Seeds = 20_000;

    private static readonly string[] Payments =
    [
        "\"id\":\"1\"", "\"card\":\"Größe \\u0041\"", "\"at\":\"2025-06-02T12:00:00.5+02:00\"", "\"amount\":12.5", "\"kind\":\"food\"", "\"note\":\"n\"", "\"distance\":1.5e3", "\"tries\":7", "\"weight\":0.1",
    ];

    private static readonly string[] Parcels =
        ["\"id\":\"1\"", "\"items\":[{\"name\":\"a\",\"count\":1},{\"name\":\"b\",\"count\":2,\"batch\":\"8a1f4bb4-7a4c-4f3f-9d0c-1d7d9c5a7a10\"}]", "\"kind\":0", "\"weight-kg\":1.250"];

    private static readonly string[] Values =
        ["null", "true", "0", "-1.5", "1e400", "3000000000", "\"\"", "\"7\"", "\"NaN\"", "\"\\u0037\"", "\"\\ud800\"", "\"2025-06-02T12:00:00\"", "[]", "[null]", "{}", "{\"name\":1,\"name\":2}", "[[[[]]]]"];

    // Writes what was read, nulls and infinite numbers too.
    private static readonly ReaderJson Shown = new(new JsonSerializerOptions { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_it_reads_is_what_the_framework_reads(bool ours)
    {
        Compare(ReaderJson.Default.Payment, ours, Payments);
        Compare(ReaderJson.Default.Parcel, ours, Parcels);
    }

    [Fact]
    public void Members_come_in_any_order_and_those_with_defaults_may_be_missing()
    {
        var reader = RecordReader<Payment>.Of(RecordJson.Rebase(ReaderJson.Default.Payment, ours: false)!)!;
        Assert.True(reader.TryRead("""{"amount":"12.5","note":null,"more":{"x":[1]},"at":"2025-06-02T10:00:00Z","card":"c","id":"1"}"""u8, out var record));
        Assert.Equal(new Payment("1", "c", new DateTimeOffset(2025, 6, 2, 10, 0, 0, TimeSpan.Zero), 12.5), record);
    }

    [Fact]
    public void Nothing_of_the_record_before_is_left()
    {
        var reader = RecordReader<Payment>.Of(RecordJson.Rebase(ReaderJson.Default.Payment, ours: false)!)!;
        Assert.True(reader.TryRead(Encoding.UTF8.GetBytes($"{{{string.Join(',', Payments)}}}"), out var full));
        Assert.Equal(("food", "n", 1500, 7, 0.1f), (full.Kind, full.Note, full.Distance, full.Tries, full.Weight));
        Assert.True(reader.TryRead(Encoding.UTF8.GetBytes($"{{{string.Join(',', Payments[..4])}}}"), out var bare));
        Assert.Equal(("other", null, null, 1, null), (bare.Kind, bare.Note, bare.Distance, bare.Tries, bare.Weight));
    }

    [Fact]
    public void Threads_and_readers_do_not_meet()
    {
        var readers = new[] { true, false }.Select(ours => RecordReader<Payment>.Of(RecordJson.Rebase(ReaderJson.Default.Payment, ours)!)!).ToArray();
        Parallel.For(0, 10_000, number =>
        {
            var id = number.ToString(CultureInfo.InvariantCulture);
            var json = $$"""{"id":"{{id}}","card":"c{{id}}","at":"2025-06-02T10:00:00Z","amount":{{id}}}""";
            Assert.True(readers[number % 2].TryRead(Encoding.UTF8.GetBytes(json), out var record));
            Assert.Equal((id, "c" + id, (double)number), (record.Id, record.Card, record.Amount));
        });
    }

    [Fact]
    public void What_lies_too_deep_for_the_framework_lies_too_deep_for_it()
    {
        var json = RecordJson.Rebase(ReaderJson.Default.Nested, ours: false)!;
        var reader = RecordReader<Nested>.Of(json)!;
        for (var depth = 1; depth < RecordJson.MaxDepth; depth++)
        {
            var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"inner\":[", depth)) + string.Concat(Enumerable.Repeat("]}", depth)));
            Assert.Equal(Framework(bytes, json) is not null, reader.TryRead(bytes, out _));
        }
    }

    [Fact]
    public void A_type_that_says_something_about_its_json_is_left_to_the_framework()
    {
        AssertLeft(ReaderJson.Default.Polymorphic);
        AssertLeft(ReaderJson.Default.Told);
        AssertLeft(ReaderJson.Default.Converted);
        AssertLeft(ReaderJson.Default.Strict);
        AssertLeft(ReaderJson.Default.Quoted);
        AssertLeft(ReaderJson.Default.Filled);
        AssertLeft(ReaderJson.Default.Extended);
    }

    private static void AssertLeft<T>(JsonTypeInfo<T> json)
        where T : class => Assert.Null(RecordReader<T>.Of(RecordJson.Rebase(json, ours: false)!));

    private static void Compare<T>(JsonTypeInfo<T> theirs, bool ours, string[] members)
        where T : class
    {
        var json = RecordJson.Rebase(theirs, ours)!;
        var reader = RecordReader<T>.Of(json)!;
        var (read, refused) = (0, 0);
        for (var seed = 0; seed < Seeds; seed++)
        {
            var text = Text(new Random(seed), members);
            var bytes = Encoding.UTF8.GetBytes(text);
            var expected = Framework(bytes, json);
            if (reader.TryRead(bytes, out var record))
            {
                read++;
                var found = JsonSerializer.Serialize(record, typeof(T), Shown);
                Assert.True(expected == found, $"seed {seed}: {text} became {found}, not {expected ?? "an error"}");
            }
            else if (expected is null)
            {
                refused++;
            }
        }

        Assert.True(read > Seeds / 4 && refused > Seeds / 8, $"{read} read, {refused} refused by both");
    }

    private static string? Framework<T>(byte[] bytes, JsonTypeInfo<T> json)
    {
        try
        {
            return JsonSerializer.Serialize(JsonSerializer.Deserialize(bytes, json), typeof(T), Shown);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Text(Random random, string[] members)
    {
        var parts = members.ToList();
        for (var changes = random.Next(3); changes > 0; changes--)
        {
            var (index, other) = (random.Next(parts.Count), random.Next(parts.Count));
            var name = parts[index][..(parts[index].IndexOf(':', StringComparison.Ordinal) + 1)];
            switch (random.Next(7))
            {
                case 0:
                    (parts[index], parts[other]) = (parts[other], parts[index]);
                    break;
                case 1 when parts.Count > 1:
                    parts.RemoveAt(index);
                    break;
                case 2:
                    parts.Insert(other, parts[index]);
                    break;
                case 3:
                    parts.Insert(index, "\"more\":" + Values[random.Next(Values.Length)]);
                    break;
                case 4:
                    parts[index] = name.Replace("\"i", "\"\\u0069", StringComparison.Ordinal) + parts[index][name.Length..];
                    break;
                default:
                    parts[index] = name + Values[random.Next(Values.Length)];
                    break;
            }
        }

        var text = $" {{{string.Join(" ,\n", parts)}}} ";
        return random.Next(20) switch { 0 => text[..random.Next(text.Length)], 1 => text + "x", _ => text };
    }
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using NpgsqlTypes;
using Serverless.Streams.Plan;

namespace Serverless.Sinks.Postgres;

/// <summary>A type of PostgreSQL, and how its values are read from JSON.</summary>
/// <param name="Name">As <c>format_type</c> says it.</param>
/// <param name="Type">As the driver says it.</param>
/// <param name="Clr">The type of the values that <paramref name="Read"/> gives.</param>
/// <param name="Read">Reads a value that is not null.</param>
internal sealed record ColumnType(string Name, NpgsqlDbType Type, Type Clr, Func<JsonElement, object> Read)
{
    public static ColumnType Text { get; } = new("text", NpgsqlDbType.Text, typeof(string), element => element.ValueKind == JsonValueKind.String ? TextOf(element) : element.GetRawText());

    public static ColumnType Boolean { get; } = new("boolean", NpgsqlDbType.Boolean, typeof(bool), element => element.GetBoolean());

    public static ColumnType Integer { get; } = new("integer", NpgsqlDbType.Integer, typeof(int), element => element.GetInt32());

    public static ColumnType BigInt { get; } = new("bigint", NpgsqlDbType.Bigint, typeof(long), element => element.GetInt64());

    public static ColumnType Numeric { get; } = new("numeric", NpgsqlDbType.Numeric, typeof(decimal), element => element.GetDecimal());

    public static ColumnType Double { get; } = new("double precision", NpgsqlDbType.Double, typeof(double), element => Finite(element.GetDouble()));

    public static ColumnType Real { get; } = new("real", NpgsqlDbType.Real, typeof(float), element => (float)Finite(element.GetSingle()));

    public static ColumnType Time { get; } = new("timestamp with time zone", NpgsqlDbType.TimestampTz, typeof(DateTime), element => element.GetDateTimeOffset().UtcDateTime);

    public static ColumnType Date { get; } = new("date", NpgsqlDbType.Date, typeof(DateOnly), element => DateOnly.ParseExact(element.GetString()!, "yyyy-MM-dd"));

    public static ColumnType Uuid { get; } = new("uuid", NpgsqlDbType.Uuid, typeof(Guid), element => element.GetGuid());

    public static ColumnType Json { get; } = new("jsonb", NpgsqlDbType.Jsonb, typeof(string), JsonOf);

    public static ColumnType Texts { get; } = new("text[]", NpgsqlDbType.Array | NpgsqlDbType.Text, typeof(string[]), element => ArrayOf(element, TextOf));

    public static ColumnType Reals { get; } = new(
        "real[]", NpgsqlDbType.Array | NpgsqlDbType.Real, typeof(float?[]),
        element => ArrayOf(element, item => item.ValueKind == JsonValueKind.Null ? (float?)null : (float)Finite(item.GetSingle())));

    /// <summary>For records that do not fit: the bytes as they came.</summary>
    public static ColumnType Bytes { get; } = new("bytea", NpgsqlDbType.Bytea, typeof(byte[]), element => throw new InvalidOperationException());

    /// <summary>The type for a member of a record. What is no single value is kept as JSON.</summary>
    public static ColumnType Of(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsEnum || plain == typeof(string) || plain == typeof(char) || plain == typeof(TimeSpan) || plain == typeof(TimeOnly) || plain == typeof(Uri))
            return Text;
        return System.Type.GetTypeCode(plain) switch
        {
            TypeCode.Boolean => Boolean,
            TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 => Integer,
            TypeCode.UInt32 or TypeCode.Int64 => BigInt,
            TypeCode.UInt64 or TypeCode.Decimal => Numeric,
            TypeCode.Single => Real,
            TypeCode.Double => Double,
            _ when plain == typeof(DateTimeOffset) => Time,
            _ when plain == typeof(DateOnly) => Date,
            _ when plain == typeof(Guid) => Uuid,
            _ => Json,
        };
    }

    /// <summary>The type for an aggregate's result: a list is JSON, since <c>unnest</c> would take arrays of arrays apart.</summary>
    public static ColumnType Of(AggregateSpec spec) => spec.IsNumber ? Double : spec.EmptyObject is string ? Text : Json;

    /// <summary>The value, or null where there is none.</summary>
    /// <exception cref="UnfitException">It is of another type, or out of its range.</exception>
    public object? ReadFrom(JsonElement parent, string member)
    {
        if (!parent.TryGetProperty(member, out var element) || element.ValueKind == JsonValueKind.Null)
            return null;
        try
        {
            return Read(element);
        }
        catch (Exception failure) when (failure is InvalidOperationException or FormatException or OverflowException)
        {
            throw new UnfitException($"{member} is no {Name}");
        }
    }

    /// <summary>Text without NUL, which PostgreSQL's text can't hold: the replacement character stands for it.</summary>
    public static string Clean(string text) => text.Contains('\0', StringComparison.Ordinal) ? text.Replace('\0', '\uFFFD') : text;

    private static string TextOf(JsonElement element) => Clean(element.GetString() ?? throw new FormatException());

    private static double Finite(double value) => double.IsFinite(value) ? value : throw new OverflowException();

    private static T[] ArrayOf<T>(JsonElement element, Func<JsonElement, T> read)
    {
        var array = new T[element.GetArrayLength()];
        var index = 0;
        foreach (var item in element.EnumerateArray())
            array[index++] = read(item);
        return array;
    }

    /// <summary>As it came, unless it has escapes: among them can be NUL, which <c>jsonb</c> refuses.</summary>
    private static string JsonOf(JsonElement element)
    {
        var raw = element.GetRawText();
        if (!raw.Contains("\\u", StringComparison.Ordinal))
            return raw;
        var target = new ArrayBufferWriter<byte>(raw.Length);
        using (var writer = new Utf8JsonWriter(target, new JsonWriterOptions { SkipValidation = true }))
            Copy(element, writer);
        return Encoding.UTF8.GetString(target.WrittenSpan);
    }

    private static void Copy(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject())
                {
                    writer.WritePropertyName(Clean(member.Name));
                    Copy(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Copy(item, writer);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(TextOf(element));
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}

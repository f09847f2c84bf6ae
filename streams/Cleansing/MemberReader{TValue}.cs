using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Serverless.Streams.Cleansing;

/// <summary>Reads a member without boxing it.</summary>
internal sealed class MemberReader<TValue> : MemberReader
{
    private readonly JsonTypeInfo<TValue> _json;
    private readonly JsonConverter<TValue>? _simple;
    private readonly bool _isNumber;
    private readonly TValue _default;

    public MemberReader(string name, JsonTypeInfo<TValue> json, JsonParameterInfo? parameter)
        : this(Encoding.UTF8.GetBytes(name), parameter is { HasDefaultValue: true }, json, parameter?.DefaultValue is TValue value ? value : default!)
    {
    }

    private MemberReader(byte[] name, bool isOptional, JsonTypeInfo<TValue> json, TValue standard)
        : base(name, isOptional)
    {
        var type = Nullable.GetUnderlyingType(typeof(TValue)) ?? typeof(TValue);
        _json = json;
        _simple = json.Options.GetTypeInfo(type).Kind == JsonTypeInfoKind.None ? (JsonConverter<TValue>)json.Converter : null;
        _isNumber = Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64 or TypeCode.Decimal && !type.IsEnum;
        _default = standard;
        Value = default!;
    }

    /// <summary>What was read last.</summary>
    public TValue Value { get; private set; }

    public override MemberReader Copy() => new MemberReader<TValue>(Name, IsOptional, _json, _default);

    public override void TakeDefault() => Value = _default;

    public override bool TryRead(ref Utf8JsonReader reader)
    {
        if (typeof(TValue) == typeof(string) && reader.TokenType == JsonTokenType.String)
        {
            Value = (TValue)(object)reader.GetString()!;
            return true;
        }

        if (reader.TokenType == JsonTokenType.Null)
        {
            Value = default!;
            return Value is null;
        }

        if (_simple is null)
        {
            Value = JsonSerializer.Deserialize(ref reader, _json)!;
            return true;
        }

        // A whole number in quotes would be an exception here.
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray || (_isNumber && reader.TokenType != JsonTokenType.Number))
        {
            return false;
        }

        Value = _simple.Read(ref reader, typeof(TValue), _json.Options)!;
        return true;
    }
}

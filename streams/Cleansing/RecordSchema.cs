using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace Serverless.Streams.Cleansing;

/// <summary>What a record type says about its members: what has no default must be there, what is not nullable is not null.</summary>
internal sealed class RecordSchema<T>
    where T : class
{
    private readonly (string Member, Func<T, object?> Get)[] _notNull;
    private readonly (string Member, Func<T, double> Get)[] _numbers;
    private readonly (string Name, NumberField<T>? Number, Func<T, object?>? Text)[] _measured;

    /// <param name="json">The user's own, whose annotations are untouched.</param>
    /// <param name="rebased">The same under our rule.</param>
    public RecordSchema(JsonTypeInfo<T> json, JsonTypeInfo<T> rebased)
    {
        var annotated = json.Properties.Where(property => !property.IsSetNullable).Select(MemberOf).ToHashSet(StringComparer.Ordinal);
        Members = [.. rebased.Properties.Select(property => new RecordMember(
            property.Name,
            MemberOf(property),
            property.PropertyType,
            property.IsRequired,
            IsNullable(property.PropertyType, annotated.Contains(MemberOf(property))),
            property.Get is null && property.Set is null && property.AttributeProvider is PropertyInfo { CanWrite: true }))];
        _notNull = [.. rebased.Properties
            .Where(property => !property.PropertyType.IsValueType && annotated.Contains(MemberOf(property)) && IsCarried(property))
            .Select(property => (MemberOf(property), GetterOf(property)))];
        _numbers = [.. rebased.Properties.Where(IsCarried).Select(property => (MemberOf(property), NumberField<T>.GetterOf(property.AttributeProvider as PropertyInfo)))
            .Where(number => number.Item2 is not null).Select(number => (number.Item1, number.Item2!))];
        _measured = [.. rebased.Properties.Where(IsCarried).Select(MeasuredOf).OfType<(string, NumberField<T>?, Func<T, object?>?)>()];
    }

    public IReadOnlyList<RecordMember> Members { get; }

    /// <summary>The first member that is null and may not be; null if there is none.</summary>
    public string? FirstNull(T record)
    {
        foreach (var (member, get) in _notNull)
        {
            if (get(record) is null)
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>The first member that is infinite or not a number; null if there is none.</summary>
    public string? FirstInfinite(T record)
    {
        foreach (var (member, get) in _numbers)
        {
            if (!double.IsFinite(get(record)))
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>The record's numbers and texts, each under <c>Record.Field</c>.</summary>
    public void Measure(T record, IDictionary<string, FieldMeasure> fields)
    {
        foreach (var (name, number, text) in _measured)
        {
            if (!fields.TryGetValue(name, out var measure))
            {
                fields[name] = measure = new FieldMeasure();
            }

            if (number is not null)
            {
                measure.Add(number.Get(record) ?? double.NaN);
            }
            else if (text!(record)?.ToString() is { } words && !string.IsNullOrWhiteSpace(words))
            {
                measure.Add(words);
            }
            else
            {
                measure.Missing();
            }
        }
    }

    private static (string Name, NumberField<T>? Number, Func<T, object?>? Text)? MeasuredOf(JsonPropertyInfo property)
    {
        var name = $"{typeof(T).Name}.{MemberOf(property)}";
        if (property.AttributeProvider is PropertyInfo member && NumberField<T>.Of(member) is { } number)
        {
            return (name, number, null);
        }

        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type == typeof(string) || type.IsEnum || type == typeof(bool) ? (name, null, GetterOf(property)) : null;
    }

    private static bool IsCarried(JsonPropertyInfo property) => property.Get is not null && (property.Set is not null || property.AssociatedParameter is not null);

    private static bool IsNullable(Type type, bool annotated) => type.IsValueType ? Nullable.GetUnderlyingType(type) is not null : !annotated;

    private static string MemberOf(JsonPropertyInfo property) => (property.AttributeProvider as MemberInfo)?.Name ?? property.Name;

    private static Func<T, object?> GetterOf(JsonPropertyInfo property)
    {
        if (property.AttributeProvider is PropertyInfo { GetMethod: { IsStatic: false, ReturnType.IsValueType: false } getter } && getter.DeclaringType!.IsAssignableFrom(typeof(T)))
        {
            return getter.CreateDelegate<Func<T, object?>>();
        }

        var get = property.Get!;
        return record => get(record);
    }
}

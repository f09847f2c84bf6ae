using System.Numerics;
using System.Reflection;

namespace Serverless.Streams.Cleansing;

/// <summary>A numeric member of a record, read and written as a double whatever its type is. Delegates are bound to the accessors, nothing is compiled.</summary>
internal sealed class NumberField<T>
    where T : class
{
    // Up to here a double holds every whole number.
    private const double LargestWhole = 9_007_199_254_740_992;

    private readonly double _min;
    private readonly double _max;

    private NumberField(Func<T, double?> get, Action<T, double>? set, bool isWhole, double min, double max)
    {
        (Get, Set, IsWhole) = (get, set, isWhole);
        (_min, _max) = isWhole ? (Math.Max(min, -LargestWhole), Math.Min(max, LargestWhole)) : (min, max);
    }

    public Func<T, double?> Get { get; }

    /// <summary>Null where there is no setter.</summary>
    public Action<T, double>? Set { get; }

    /// <summary>Whether it holds whole numbers only.</summary>
    public bool IsWhole { get; }

    /// <summary>Whether the field can hold it: a whole number is asked of a field of whole numbers.</summary>
    public bool Fits(double value) => value >= _min && value <= _max && (!IsWhole || double.IsInteger(value));

    /// <summary>Null where the property is no number that becomes a double by itself.</summary>
    public static NumberField<T>? Of(PropertyInfo property) =>
        property.PropertyType switch
        {
            var type when type == typeof(double) => Make<double>(property, false),
            var type when type == typeof(double?) => MakeNullable<double>(property, false),
            var type when type == typeof(float) => Make<float>(property, false),
            var type when type == typeof(float?) => MakeNullable<float>(property, false),
            var type when type == typeof(int) => Make<int>(property, true),
            var type when type == typeof(int?) => MakeNullable<int>(property, true),
            var type when type == typeof(long) => Make<long>(property, true),
            var type when type == typeof(long?) => MakeNullable<long>(property, true),
            var type when type == typeof(short) => Make<short>(property, true),
            var type when type == typeof(short?) => MakeNullable<short>(property, true),
            var type when type == typeof(byte) => Make<byte>(property, true),
            var type when type == typeof(byte?) => MakeNullable<byte>(property, true),
            var type when type == typeof(uint) => Make<uint>(property, true),
            var type when type == typeof(uint?) => MakeNullable<uint>(property, true),
            var type when type == typeof(ulong) => Make<ulong>(property, true),
            var type when type == typeof(ulong?) => MakeNullable<ulong>(property, true),
            _ => null,
        };

    /// <summary>For the check on infinity: of a double or float (0 where it is null); null for any other member.</summary>
    public static Func<T, double>? GetterOf(PropertyInfo? property)
    {
        if (property is null || Of(property) is not { IsWhole: false } field)
        {
            return null;
        }

        return property.PropertyType == typeof(double) ? property.GetMethod!.CreateDelegate<Func<T, double>>() : record => field.Get(record) ?? 0;
    }

    private static NumberField<T> Make<TMember>(PropertyInfo property, bool isWhole)
        where TMember : struct, INumber<TMember>, IMinMaxValue<TMember>
    {
        var get = property.GetMethod!.CreateDelegate<Func<T, TMember>>();
        var set = property.SetMethod?.CreateDelegate<Action<T, TMember>>();
        return new NumberField<T>(
            record => double.CreateChecked(get(record)),
            set is null ? null : (record, value) => set(record, TMember.CreateSaturating(value)),
            isWhole,
            double.CreateChecked(TMember.MinValue),
            double.CreateChecked(TMember.MaxValue));
    }

    private static NumberField<T> MakeNullable<TMember>(PropertyInfo property, bool isWhole)
        where TMember : struct, INumber<TMember>, IMinMaxValue<TMember>
    {
        var get = property.GetMethod!.CreateDelegate<Func<T, TMember?>>();
        var set = property.SetMethod?.CreateDelegate<Action<T, TMember?>>();
        return new NumberField<T>(
            record => get(record) is { } value ? double.CreateChecked(value) : null,
            set is null ? null : (record, value) => set(record, TMember.CreateSaturating(value)),
            isWhole,
            double.CreateChecked(TMember.MinValue),
            double.CreateChecked(TMember.MaxValue));
    }
}

using Serverless.Streams.Tables;

namespace Serverless.Streams;

/// <summary>The values of one event. It can't be kept: it is gone with the call.</summary>
public readonly ref struct Row
{
    private readonly ReadOnlySpan<double> _numbers;
    private readonly ReadOnlySpan<object?> _objects;
    private readonly LookUps? _lookUps;

    internal Row(ReadOnlySpan<double> numbers, ReadOnlySpan<object?> objects = default, LookUps? lookUps = null)
    {
        _numbers = numbers;
        _objects = objects;
        _lookUps = lookUps;
    }

    /// <summary>A number: an aggregate, an own number, a score or a parameter. NaN: missing.</summary>
    /// <param name="value">Its handle.</param>
    public double this[Number value] => _numbers[value.Slot];

    /// <summary>A flag: a rule or an own one.</summary>
    /// <param name="value">Its handle.</param>
    public bool this[Flag value] => _numbers[value.Slot] != 0;

    /// <summary>Any other value, for example the decision, a text or a list.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">Its handle.</param>
    public T Get<T>(Value<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Read(this);
    }

    /// <summary>The row of a reference table, in the version that is in force at the event's offset. What a missing row stands for is said where it is used: <c>row.Find(items, v.Item)?.Price ?? 0</c>.</summary>
    /// <typeparam name="TKey">The table's key.</typeparam>
    /// <typeparam name="TRow">The table's row.</typeparam>
    /// <param name="table">Its handle.</param>
    /// <param name="key">The key.</param>
    /// <returns>The row; null where the table has none of that key, or the key is null.</returns>
    /// <exception cref="InvalidOperationException">The table is of another pipeline, or nothing is looked up here.</exception>
    public TRow? Find<TKey, TRow>(Table<TKey, TRow> table, TKey? key)
        where TKey : notnull
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(table);
        return (_lookUps ?? throw new InvalidOperationException($"\"{table.Name}\" can't be looked up here.")).Find(table, key);
    }

    internal double NumberAt(int slot) => _numbers[slot];

    internal object? ObjectAt(int slot) => _objects[slot];
}

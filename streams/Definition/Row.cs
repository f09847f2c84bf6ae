namespace Serverless.Streams;

/// <summary>The values of one event. It can't be kept: it is gone with the call.</summary>
public readonly ref struct Row
{
    private readonly ReadOnlySpan<double> _numbers;
    private readonly ReadOnlySpan<object?> _objects;

    internal Row(ReadOnlySpan<double> numbers, ReadOnlySpan<object?> objects = default)
    {
        _numbers = numbers;
        _objects = objects;
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

    internal double NumberAt(int slot) => _numbers[slot];

    internal object? ObjectAt(int slot) => _objects[slot];
}

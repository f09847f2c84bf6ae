namespace Serverless.Streams;

/// <summary>The values of one event. It can't be kept: it is gone with the call.</summary>
public readonly ref struct Row
{
    private readonly ReadOnlySpan<double> _numbers;

    internal Row(ReadOnlySpan<double> numbers) => _numbers = numbers;

    /// <summary>A number: an aggregate, an own number, a score or a parameter. NaN: missing.</summary>
    /// <param name="value">Its handle.</param>
    public double this[Number value] => _numbers[value.Slot];

    /// <summary>A flag: a rule or an own one.</summary>
    /// <param name="value">Its handle.</param>
    public bool this[Flag value] => _numbers[value.Slot] != 0;

    /// <summary>Any other value, for example the decision.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">Its handle.</param>
    public T Get<T>(Value<T> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Read(_numbers);
    }
}

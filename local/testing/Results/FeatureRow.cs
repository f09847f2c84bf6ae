using System.Collections.Immutable;
using System.Globalization;

namespace Serverless.Local.Testing;

/// <summary>The model's input for one event, or the values of a closed window: numbers by name, NaN where one is missing.</summary>
public sealed class FeatureRow
{
    private readonly ImmutableArray<string> _names;
    private readonly ImmutableArray<double> _values;

    internal FeatureRow(string of, ImmutableArray<string> names, ImmutableArray<double> values) => (Of, _names, _values) = (of, names, values);

    /// <summary>Whose values they are, for messages.</summary>
    public string Of { get; }

    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The values, in the same order.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>A value.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="TestRunException">There is none of that name.</exception>
    public double this[string name]
    {
        get
        {
            var index = _names.IndexOf(name);
            return index >= 0 ? _values[index] : throw new TestRunException($"{Of} has no \"{name}\"; it has: {string.Join(", ", _names)}.");
        }
    }

    /// <summary>Asserts several values; a failure lists all that differ.</summary>
    /// <param name="expected">Names and values; NaN: missing. A value is equal within a millionth of it: features are single precision.</param>
    /// <exception cref="TestRunException">Some differ.</exception>
    public void Expect(params ReadOnlySpan<(string Name, double Value)> expected)
    {
        var wrong = new List<string>();
        foreach (var (name, value) in expected)
        {
            var actual = this[name];
            if (!(double.IsNaN(value) ? double.IsNaN(actual) : Math.Abs(actual - value) <= 1e-6 * Math.Max(1, Math.Abs(value))))
            {
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"  {name}: expected {value:R}, actual {actual:R}"));
            }
        }

        if (wrong.Count > 0)
        {
            throw new TestRunException($"{Of}:\n{string.Join('\n', wrong)}");
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Of}: {string.Join(", ", _names.Select((name, index) => string.Create(CultureInfo.InvariantCulture, $"{name} {_values[index]:R}")))}";
}

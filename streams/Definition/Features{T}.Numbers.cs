using System.Globalization;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace Serverless.Streams;

/// <content>Numbers that are scaled, cut or divided. What is missing stays missing.</content>
public sealed partial class Features<T>
{
    /// <summary>log(1 + value); missing at −1 and below.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="value">The number.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The features.</returns>
    public Features<T> Log(string name, Func<T, double?> value, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        return Made(name, $"log(1 + {Body(text)})", (record, _, features) => features[0] = LogOf(value((T)record)));
    }

    /// <summary>log(1 + value) of a number that the event and its values have; missing at −1 and below.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="value">The number.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The features.</returns>
    public Features<T> Log(string name, Func<T, Row, double?> value, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        return Made(name, $"log(1 + {Body(text)})", (record, row, features) => features[0] = LogOf(value((T)record, row)));
    }

    /// <summary>By the profile: (value − mean) / standard deviation.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="field">The field.</param>
    /// <returns>The features.</returns>
    public Features<T> Standard(string name, Expression<Func<T, double?>> field) =>
        Scaled("Standard", name, field, "({0} − mean) / deviation", profile => (profile.Mean, profile.Deviation));

    /// <summary>By the profile: (value − median) / MAD, which outliers hardly move.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="field">The field.</param>
    /// <returns>The features.</returns>
    public Features<T> Robust(string name, Expression<Func<T, double?>> field) =>
        Scaled("Robust", name, field, "({0} − median) / MAD", profile => (profile.Median, profile.Mad));

    /// <summary>By the profile: (value − min) / (max − min). A value beyond history lies outside of 0 to 1: it is not cut.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="field">The field.</param>
    /// <returns>The features.</returns>
    public Features<T> MinMax(string name, Expression<Func<T, double?>> field) =>
        Scaled("MinMax", name, field, "({0} − min) / (max − min)", profile => (profile.Min, profile.Max - profile.Min));

    /// <summary>The number of edges that are not above the value: 0 below the first one.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="value">The number.</param>
    /// <param name="edges">At least one, each greater than the one before it.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The features.</returns>
    public Features<T> Bucket(string name, Func<T, double?> value, ReadOnlySpan<double> edges, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(value);
        double[] bounds = [.. edges];
        var shown = string.Join(", ", bounds.Select(edge => edge.ToString("R", CultureInfo.InvariantCulture)));
        if (bounds.Length == 0 || bounds.Any(edge => !double.IsFinite(edge)) || bounds.Zip(bounds.Skip(1)).Any(pair => !(pair.First < pair.Second)))
        {
            _draft.Problem($"Bucket(\"{name}\"): give at least one edge, each greater than the one before it, not {(shown.Length == 0 ? "none" : shown)}.");
        }

        return Made(name, $"bucket of {Body(text)} at {shown}", (record, _, features) =>
        {
            if (value((T)record) is not { } number || double.IsNaN(number))
            {
                features[0] = float.NaN;
                return;
            }

            var bucket = 0;
            while (bucket < bounds.Length && bounds[bucket] <= number)
            {
                bucket++;
            }

            features[0] = bucket;
        });
    }

    /// <summary>One number divided by another.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="dividend">The dividend.</param>
    /// <param name="divisor">The divisor.</param>
    /// <param name="zero">The value where the divisor is 0, whatever the dividend is; NaN: missing.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <param name="divisorText">Filled in by the compiler, too.</param>
    /// <returns>The features.</returns>
    public Features<T> Ratio(
        string name,
        Func<T, Row, double?> dividend,
        Func<T, Row, double?> divisor,
        double zero = 0,
        [CallerArgumentExpression(nameof(dividend))] string text = "",
        [CallerArgumentExpression(nameof(divisor))] string divisorText = "")
    {
        ArgumentNullException.ThrowIfNull(dividend);
        ArgumentNullException.ThrowIfNull(divisor);
        var from = $"{Body(text)} / {Body(divisorText)}, {zero.ToString("R", CultureInfo.InvariantCulture)} where that is 0";
        return Made(name, from, (record, row, features) =>
        {
            var below = divisor((T)record, row) ?? double.NaN;
            features[0] = (float)(below == 0 ? zero : (dividend((T)record, row) ?? double.NaN) / below);
        });
    }

    private static float LogOf(double? value) => value is { } number and > -1 ? (float)double.LogP1(number) : float.NaN;

    private Features<T> Scaled(string verb, string name, Expression<Func<T, double?>> field, string formula, Func<FieldProfile, (double Centre, double Spread)> of)
    {
        ArgumentNullException.ThrowIfNull(field);
        var text = LambdaText.Body(FieldOf.Text(field));
        if (FieldOf.Number(field) is not var (number, property))
        {
            _draft.Say();
            _draft.Problem($"{verb}(\"{name}\"): '{FieldOf.Text(field)}' is not a field of {typeof(T).Name} that holds a number: name one property.");
            return this;
        }

        var scale = (Centre: double.NaN, Spread: double.NaN);
        _draft.ProfileNeeds.Add(new ProfileNeed($"{typeof(T).Name}.{property.Name}", $"{verb}(\"{name}\")", profile =>
        {
            scale = of(profile);
            return scale.Spread > 0 ? null : "the profile has no spread of it (more than half of the values, or all, are equal): use Number.";
        }));
        return Made(name, formula.Replace("{0}", text, StringComparison.Ordinal), (record, _, features) =>
            features[0] = number.Get((T)record) is { } value ? (float)((value - scale.Centre) / scale.Spread) : float.NaN);
    }
}

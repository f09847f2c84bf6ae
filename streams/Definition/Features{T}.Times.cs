using System.Globalization;
using System.Runtime.CompilerServices;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <content>Parts of a time, in the offset that the time itself has.</content>
public sealed partial class Features<T>
{
    /// <summary>The hour of the day with its fraction: 0 to below 24.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="at">The time.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The features.</returns>
    public Features<T> Hour(string name, Func<T, DateTimeOffset> at, [CallerArgumentExpression(nameof(at))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(at);
        return Made(name, $"hour of {Body(text)}", (record, _, features) => features[0] = (float)at((T)record).TimeOfDay.TotalHours);
    }

    /// <summary>The day of the week as ISO 8601 counts: 1 is Monday, 7 Sunday.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="at">The time.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The features.</returns>
    public Features<T> Weekday(string name, Func<T, DateTimeOffset> at, [CallerArgumentExpression(nameof(at))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(at);
        return Made(name, $"weekday of {Body(text)}", (record, _, features) => features[0] = (((int)at((T)record).DayOfWeek + 6) % 7) + 1);
    }

    /// <summary>Two features, <c>name_sin</c> and <c>name_cos</c>: sine and cosine of 2π value / period, so that the end of a day lies beside its beginning.</summary>
    /// <param name="name">The features' name.</param>
    /// <param name="value">The number, for example the hour.</param>
    /// <param name="period">After so much it begins anew, for example 24.</param>
    /// <param name="text">Filled in by the compiler.</param>
    /// <returns>The features.</returns>
    public Features<T> Cyclic(string name, Func<T, double?> value, double period, [CallerArgumentExpression(nameof(value))] string text = "")
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        _draft.Say();
        if (!(period > 0 && double.IsFinite(period)))
        {
            _draft.Problem($"Cyclic(\"{name}\"): the period has to be above 0, not {period.ToString("R", CultureInfo.InvariantCulture)}.");
        }

        _draft.Claim(name + "_sin", "a feature");
        _draft.Claim(name + "_cos", "a feature");
        var angle = string.Create(CultureInfo.InvariantCulture, $"(2π {Body(text)} / {period:R})");
        _columns.Add(new FeatureColumn([new FeaturePlan(name + "_sin", "sin" + angle), new FeaturePlan(name + "_cos", "cos" + angle)], (record, _, features) =>
        {
            var (sine, cosine) = Math.SinCos(Math.Tau * (value((T)record) ?? double.NaN) / period);
            (features[0], features[1]) = ((float)sine, (float)cosine);
        }));
        return this;
    }
}

using System.Globalization;

namespace Serverless.Streams;

/// <summary>What is too small or too large: <c>Outside(0, 100_000)</c>.</summary>
public sealed class Outlier
{
    internal Outlier(double min, double max) => (Min, Max) = (min, max);

    internal double Min { get; }

    internal double Max { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"outside {Min:R} .. {Max:R}");

    internal bool Is(double value) => !(value >= Min && value <= Max);

    internal double Nearest(double value) => value > Max ? Max : Min;
}

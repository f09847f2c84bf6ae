using System.Globalization;

namespace Serverless.Streams;

/// <summary>Fixed bounds: what lies outside can't be true, or is not wanted.</summary>
public sealed class Bounds : Outlier
{
    internal Bounds(double min, double max) => (Min, Max) = (min, max);

    internal double Min { get; }

    internal double Max { get; }

    internal override string? Problem => Min <= Max ? null : $"Outside has to be given the smaller bound first: {this}";

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"outside {Min:R} .. {Max:R}");

    internal override (double Min, double Max)? Limits(FieldProfile profile) => (Min, Max);
}

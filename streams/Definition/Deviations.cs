using System.Globalization;

namespace Serverless.Streams;

/// <summary>Too far from what the profile says is usual.</summary>
/// <param name="count">How many deviations are still usual.</param>
/// <param name="isRobust">Around the median in median absolute deviations, or around the mean in standard deviations.</param>
internal sealed class Deviations(double count, bool isRobust) : Outlier
{
    private string Verb => isRobust ? "Mad" : "ZScore";

    internal override string? Problem => count > 0 && double.IsFinite(count) ? null : $"{Verb} takes a number above 0, not {count.ToString("R", CultureInfo.InvariantCulture)}";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"beyond {count:R} {(isRobust ? "MAD of the median" : "deviations of the mean")}");

    internal override (double Min, double Max)? Limits(FieldProfile profile)
    {
        var (centre, spread) = isRobust ? (profile.Median, profile.Mad) : (profile.Mean, profile.Deviation);
        return spread > 0 ? (centre - (count * spread), centre + (count * spread)) : null;
    }
}

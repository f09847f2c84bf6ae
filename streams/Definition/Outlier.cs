namespace Serverless.Streams;

/// <summary>What counts as an outlier of a field: <c>Outside(0, 100)</c>, <c>ZScore(6)</c>, <c>Mad(12)</c>.</summary>
public abstract class Outlier
{
    private protected Outlier()
    {
    }

    /// <summary>What is wrong with it; null: nothing.</summary>
    internal abstract string? Problem { get; }

    /// <summary>Its limits by the profile, which are no outliers themselves; null: the profile's field has no spread, so everything else would be one.</summary>
    internal abstract (double Min, double Max)? Limits(FieldProfile profile);
}

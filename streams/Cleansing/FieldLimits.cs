namespace Serverless.Streams.Cleansing;

/// <summary>What counts as an outlier of one field. Limits by the profile are set when the pipeline is built; until then nothing is one.</summary>
internal sealed class FieldLimits
{
    private readonly Outlier _outlier;
    private double _min = double.NegativeInfinity;
    private double _max = double.PositiveInfinity;
    private bool _isSet;

    public FieldLimits(Outlier outlier)
    {
        _outlier = outlier;
        if (outlier is Bounds bounds)
        {
            Set((bounds.Min, bounds.Max));
        }
    }

    public void Set((double Min, double Max) limits) => (_min, _max, _isSet) = (limits.Min, limits.Max, true);

    public bool Exclude(double value) => _isSet && !(value >= _min && value <= _max);

    /// <summary>The nearest value that is no outlier; of a field of whole numbers the nearest whole one.</summary>
    public double Nearest(double value, bool isWhole) =>
        value > _max ? isWhole ? Math.Floor(_max) : _max
        : isWhole ? Math.Ceiling(_min) : _min;

    public override string ToString() => _outlier.ToString()!;
}

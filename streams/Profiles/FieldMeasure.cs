namespace Serverless.Streams;

/// <summary>Measures one field. A text with more than a thousand different values is no category but an id: none of them is kept. Count, mean and deviation are of all values; median, MAD and quantiles too, up to a million values, and beyond that of every second, fourth … value.</summary>
internal sealed class FieldMeasure
{
    private const int MostKept = 1 << 20;
    private const int MostCategories = 100;
    private const int MostDistinct = 1000;
    private const int LongestCategory = 100;

    private readonly List<double> _kept = [];
    private readonly Dictionary<string, long> _categories = new(StringComparer.Ordinal);
    private long _stride = 1;
    private long _count;
    private long _missing;
    private double _mean;
    private double _squares;
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;

    public void Missing() => _missing++;

    public void Add(double value)
    {
        if (!double.IsFinite(value))
        {
            _missing++;
            return;
        }

        // Welford, 1962: the squares are never the difference of two large sums.
        _count++;
        (_min, _max) = (Math.Min(_min, value), Math.Max(_max, value));
        var difference = value - _mean;
        _mean += difference / _count;
        _squares += difference * (value - _mean);
        if ((_count - 1) % _stride == 0)
        {
            _kept.Add(value);
            if (_kept.Count == MostKept)
            {
                Thin();
            }
        }
    }

    public void Add(string category)
    {
        _count++;
        if (_categories.Count > MostDistinct || category.Length > LongestCategory)
        {
            return;
        }

        _categories[category] = _categories.GetValueOrDefault(category) + 1;
    }

    public FieldProfile ToProfile()
    {
        var sorted = _kept.ToArray();
        Array.Sort(sorted);
        if (sorted.Length == 0)
        {
            return new FieldProfile
            {
                Count = _count,
                Missing = _missing,
                Categories = _categories.Count > MostDistinct ? [] : new SortedDictionary<string, long>(
                    _categories.OrderByDescending(category => category.Value).ThenBy(category => category.Key, StringComparer.Ordinal).Take(MostCategories).ToDictionary(),
                    StringComparer.Ordinal),
            };
        }

        var median = At(sorted, 0.5);
        var distances = Array.ConvertAll(sorted, value => Math.Abs(value - median));
        Array.Sort(distances);
        return new FieldProfile
        {
            Count = _count,
            Missing = _missing,
            Mean = _mean,
            Deviation = Math.Sqrt(_squares / _count),
            Median = median,
            Mad = At(distances, 0.5),
            Min = _min,
            Max = _max,
            Quantiles = [.. FieldProfile.Probabilities.Select(p => At(sorted, p))],
        };
    }

    private static double At(double[] sorted, double p)
    {
        var position = p * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }

    private void Thin()
    {
        for (var index = 0; index < _kept.Count / 2; index++)
        {
            _kept[index] = _kept[2 * index];
        }

        _kept.RemoveRange(_kept.Count / 2, _kept.Count - (_kept.Count / 2));
        _stride *= 2;
    }
}

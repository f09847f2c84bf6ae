namespace Serverless.Local.Cli.Training;

/// <summary>
/// Looks for features that know the label: one that alone ranks nearly all events rightly (area under the ROC curve, or its mirror, of at least 0.999) is not a feature but the answer.
/// The area is the Mann–Whitney statistic: U / (n₀ · n₁), ties counted by half.
/// </summary>
/// <param name="features">The features' names.</param>
internal sealed class LeakCheck(IReadOnlyList<string> features)
{
    /// <summary>From this area on a feature is told.</summary>
    public const double Suspicious = 0.999;

    private const int MostRows = 200_000;
    private const int FewestOfAClass = 20;
    private readonly List<(float[] Features, bool Label)> _rows = [];

    /// <summary>Takes a row whose label is 0 or 1; others say nothing here.</summary>
    public void Add(ReadOnlyMemory<float> row, string? label)
    {
        if (label is "0" or "1" && _rows.Count < MostRows)
        {
            _rows.Add((row.ToArray(), label == "1"));
        }
    }

    /// <summary>The features that know the label, with their areas; none where one class has fewer than 20 events.</summary>
    public IReadOnlyList<(string Name, double Area)> Find()
    {
        var ones = _rows.Count(row => row.Label);
        if (ones < FewestOfAClass || _rows.Count - ones < FewestOfAClass)
        {
            return [];
        }

        return [.. features.Select((name, index) => (name, Area(index, ones))).Where(found => found.Item2 >= Suspicious)];
    }

    private double Area(int index, long ones)
    {
        // What is missing is a value as well: an event whose feature is missing whenever its label is 1 tells it.
        var values = _rows.Select(row => (Value: float.IsNaN(row.Features[index]) ? float.NegativeInfinity : row.Features[index], row.Label)).ToArray();
        Array.Sort(values, (left, right) => left.Value.CompareTo(right.Value));
        var ranks = 0.0;
        for (var start = 0; start < values.Length;)
        {
            var (end, tied) = (start, 0);
            for (; end < values.Length && values[end].Value == values[start].Value; end++)
            {
                tied += values[end].Label ? 1 : 0;
            }

            ranks += tied * ((start + 1 + end) / 2.0);
            start = end;
        }

        var area = (ranks - (ones * (ones + 1) / 2.0)) / ((double)ones * (values.Length - ones));
        return Math.Max(area, 1 - area);
    }
}

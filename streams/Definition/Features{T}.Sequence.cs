using System.Globalization;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

public sealed partial class Features<T>
{
    private const int MostOfSequence = 1_000;

    /// <summary>The newest of the values that were collected, a column each: <c>name_1</c> is the newest, <c>name_2</c> the one before it, and so on.</summary>
    /// <param name="name">The columns' name.</param>
    /// <param name="values">What <c>Collect</c> returned.</param>
    /// <param name="count">How many columns: 1 to 1,000.</param>
    /// <param name="empty">What stands where there are fewer values; NaN: missing.</param>
    /// <returns>The features.</returns>
    public Features<T> Sequence(string name, Value<IReadOnlyList<double>> values, int count, double empty = double.NaN)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(values);
        _draft.Say();
        if (values is IPlaced placed)
        {
            DraftCheck.Single(_draft, placed);
        }

        if (count is < 1 or > MostOfSequence)
        {
            _draft.Problem($"Sequence(\"{name}\"): 1 to {MostOfSequence} columns, not {count}.");
            return this;
        }

        var columns = Enumerable.Range(1, count)
            .Select(place => new FeaturePlan(string.Create(CultureInfo.InvariantCulture, $"{name}_{place}"), place == 1 ? "the newest value collected" : $"the value {place - 1} before the newest")).ToArray();
        foreach (var column in columns)
        {
            _draft.Claim(column.Name, "a feature");
        }

        _columns.Add(new FeatureColumn([.. columns], (_, row, features) =>
        {
            features.Fill((float)empty);
            var list = row.Get(values);
            for (var place = 0; place < features.Length && place < list.Count; place++)
            {
                features[place] = (float)list[list.Count - 1 - place];
            }
        }));
        return this;
    }
}

using System.Globalization;

namespace Serverless.Local.Cli.Training;

/// <summary>Holds logged vectors against those made again, bit by bit.</summary>
/// <param name="features">The features' names, in the model's order.</param>
internal sealed class ParityReport(IReadOnlyList<string> features)
{
    private readonly (long Different, double Greatest, string Example)[] _found = [.. features.Select(_ => (0L, 0.0, ""))];

    public long Compared { get; private set; }

    /// <summary>Logged events of which nothing was made again.</summary>
    public long Missing { get; set; }

    /// <summary>Whether all that was logged was made again, with the same bits.</summary>
    public bool IsSame => Compared > 0 && Missing == 0 && _found.All(feature => feature.Different == 0);

    public void Compare(string id, ReadOnlySpan<float> logged, ReadOnlySpan<float> again)
    {
        Compared++;
        for (var index = 0; index < _found.Length; index++)
        {
            // A missing one is logged as null, whichever it was.
            var (one, other) = (index < logged.Length ? logged[index] : float.NaN, float.IsFinite(again[index]) ? again[index] : float.NaN);
            if (one.Equals(other))
            {
                continue;
            }

            var (different, greatest, example) = _found[index];
            var distance = Math.Abs((double)one - other);
            _found[index] = (different + 1, double.IsNaN(distance) ? double.PositiveInfinity : Math.Max(greatest, distance),
                different > 0 ? example : string.Create(CultureInfo.InvariantCulture, $"{id}: logged {one:R}, made again {other:R}"));
        }
    }

    public string Table() => PlainTable.Of(
        Shared.Text($"{Compared} events compared, {Missing} logged ones not made again"),
        ["feature", "different", "greatest difference", "for example"],
        [.. features.Select((name, index) => (string[])[
            name, Shared.Text($"{_found[index].Different}"), _found[index].Different == 0 ? "" : Shared.Text($"{_found[index].Greatest:G4}"), _found[index].Example])]);
}

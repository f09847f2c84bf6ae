using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>The limits of a manifest: it may come from anywhere.</summary>
internal static class ManifestRules
{
    private const int MaxFeatures = 4096;
    private const int MaxOutputs = 16;
    private const int MaxNumbers = 256;
    private const int MaxNameLength = 128;

    public static void Check(ModelManifest manifest, string file)
    {
        if (manifest.Format != ModelManifest.CurrentFormat)
            throw Wrong(file, $"its format is {manifest.Format}, and there is only {ModelManifest.CurrentFormat}");
        ModelNames.CheckModel(manifest.Name);
        ModelNames.CheckVersion(manifest.Version);
        CheckHash(manifest.Sha256, "sha256", file);
        if (manifest.Profile is { } profile)
            CheckHash(profile, "profile", file);
        CheckNames(manifest.Features, "features", MaxFeatures, file);
        CheckNames(manifest.Outputs, "outputs", MaxOutputs, file);
        CheckNumbers(manifest.Parameters, "parameters", file);
        CheckNumbers(manifest.Metrics, "metrics", file);
        foreach (var (feature, histogram) in manifest.Histograms)
            CheckHistogram(manifest, feature, histogram, file);
    }

    private static void CheckHash(string text, string member, string file)
    {
        if (text.Length != 64 || !text.All(char.IsAsciiHexDigitLower))
            throw Wrong(file, $"{member} is not 64 lower-case hexadecimal digits");
    }

    private static void CheckNames(IReadOnlyList<string> names, string member, int most, string file)
    {
        if (names.Count == 0 || names.Count > most)
            throw Wrong(file, $"{member} has {names.Count} names; allowed are 1 to {most}");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            CheckName(name, member, file);
            if (!seen.Add(name))
                throw Wrong(file, $"{member} has \"{name}\" twice");
        }
    }

    private static void CheckName(string? name, string member, string file)
    {
        // JSON can say null where the type says it can't.
        if (name is not { Length: > 0 and <= MaxNameLength } || name.Any(char.IsControl))
            throw Wrong(file, $"{member} has a name that is missing, longer than {MaxNameLength} characters or not printable");
    }

    private static void CheckNumbers(IReadOnlyDictionary<string, double> numbers, string member, string file)
    {
        if (numbers.Count > MaxNumbers)
            throw Wrong(file, $"{member} has {numbers.Count} entries; at most {MaxNumbers} are allowed");
        foreach (var (name, number) in numbers)
        {
            CheckName(name, member, file);
            if (!double.IsFinite(number))
                throw Wrong(file, $"{member} has no finite number for \"{name}\"");
        }
    }

    private static void CheckHistogram(ModelManifest manifest, string feature, FeatureHistogram? histogram, string file)
    {
        if (!manifest.Features.Contains(feature))
            throw Wrong(file, $"histograms has \"{OneLine.Of(feature)}\", which is not among the features");
        if (histogram is null || histogram.Edges.Count > MaxNumbers - 1 || histogram.Counts.Count != histogram.Edges.Count + 1)
            throw Wrong(file, $"the histogram of \"{feature}\" must have at most {MaxNumbers - 1} edges and one count more");
        for (var i = 0; i < histogram.Edges.Count; i++)
        {
            if (!double.IsFinite(histogram.Edges[i]) || (i > 0 && histogram.Edges[i] <= histogram.Edges[i - 1]))
                throw Wrong(file, $"the edges of the histogram of \"{feature}\" do not rise");
        }

        if (histogram.Counts.Any(count => count < 0))
            throw Wrong(file, $"the histogram of \"{feature}\" has a negative count");
    }

    private static ArtifactException Wrong(string file, string what) => new($"{file} is refused: {what}.") { IsFatal = true };
}

using System.Globalization;
using System.Security.Cryptography;
using Serverless.Models;

namespace Serverless.Tests.Unit.Models;

/// <summary>Versions of a small logistic model, to be pushed: sigmoid(0.5 a - 0.25 b + 2 c - 1).</summary>
internal sealed record TestVersion
{
    public static readonly ModelExpectation Expected = new("card-fraud", ["a", "b", "c"], ["block"]);

    private static readonly float[][] Rows = [[0, 0, 0], [1, 2, 3], [-4, 0.5f, 0.25f], [100, 220.01f, -3]];

    public string Version { get; init; } = "1";

    public string Onnx { get; init; } = "logistic";

    public string[] Features { get; init; } = ["a", "b", "c"];

    public string[] Outputs { get; init; } = ["score"];

    public Dictionary<string, double> Parameters { get; init; } = new() { ["block"] = 0.9 };

    /// <summary>Added to every golden score.</summary>
    public double GoldenError { get; init; }

    public static double Score(ReadOnlySpan<float> row) => 1 / (1 + Math.Exp(-((0.5 * row[0]) - (0.25 * row[1]) + (2.0 * row[2]) - 1)));

    public static byte[] Fixture(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "fixtures", "models", name + ".onnx"));

    public ModelManifest Manifest() => new()
    {
        Format = 1,
        Name = "card-fraud",
        Version = Version,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Fixture(Onnx))),
        Created = new DateTimeOffset(2025, 6, 2, 10, 0, 0, TimeSpan.Zero),
        Features = Features,
        Outputs = Outputs,
        Parameters = Parameters,
        Metrics = new Dictionary<string, double> { ["auc_roc"] = 0.87 },
        Histograms = new Dictionary<string, FeatureHistogram> { [Features[0]] = new() { Edges = [1, 2.5], Counts = [3, 4, 5] } },
    };

    public string Golden()
    {
        var rows = Rows.Select(row => $"[{string.Join(',', row.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}]");
        var scores = Rows.Select(row => (Score(row) + GoldenError).ToString("R", CultureInfo.InvariantCulture));
        return $$"""{"format":1,"rows":[{{string.Join(',', rows)}}],"scores":[{{string.Join(',', scores)}}]}""";
    }

    /// <summary>Writes the three files into a folder, as a trainer does.</summary>
    public string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), Fixture(Onnx));
        File.WriteAllText(Path.Combine(folder, "golden.json"), Golden());
        File.WriteAllBytes(Path.Combine(folder, "manifest.json"), Manifest().ToUtf8());
        return folder;
    }
}

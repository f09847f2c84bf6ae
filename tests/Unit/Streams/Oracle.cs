using System.Text.Json;

namespace Serverless.Tests.Unit.Streams;

/// <summary>Facts that tests compare with, copied beside the tests.</summary>
internal static class Oracle
{
    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "oracles", file);

    public static JsonElement Json(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(PathOf(file)));
        return document.RootElement.Clone();
    }

    /// <summary>One JSON value a line.</summary>
    public static IEnumerable<JsonElement> JsonLines(string file) => File.ReadLines(PathOf(file)).Select(line =>
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    });

    /// <summary>A header line, then values without quotes.</summary>
    public static IEnumerable<string[]> Csv(string file) => File.ReadLines(PathOf(file)).Skip(1).Select(line => line.Split(','));
}

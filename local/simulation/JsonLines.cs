using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Local.Simulation;

/// <summary>What a process tells its parent: a JSON object per line, camelCase.</summary>
internal static class JsonLines
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DictionaryKeyPolicy = null,
    };

    private static readonly JsonSerializerOptions Indented = new(Options) { WriteIndented = true };

    /// <summary>Writes a line at once. A parent that is gone is no reason to stop early: the ledger counts, not the screen.</summary>
    public static void Tell(TextWriter target, object line)
    {
        try
        {
            target.WriteLine(JsonSerializer.Serialize(line, Options));
            target.Flush();
        }
        catch (IOException)
        {
        }
    }

    /// <summary>Writes a file whole or not at all.</summary>
    public static void Save(string path, object content)
    {
        try
        {
            File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(content, content.GetType(), Indented));
            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SimulationException($"{path} can't be written: {failure.Message}", failure);
        }
    }
}

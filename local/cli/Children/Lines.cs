using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Local.Cli.Children;

/// <summary>JSON as processes of ours tell it each other: an object per line, camelCase.</summary>
internal static class Lines
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    private static readonly JsonSerializerOptions Indented = new(Options) { WriteIndented = true };

    public static string Of<T>(T line) => JsonSerializer.Serialize(line, Options);

    public static string Page<T>(T content) => JsonSerializer.Serialize(content, Indented);

    /// <summary>Reads a line; null where it is something else.</summary>
    public static T? Read<T>(string line)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

using System.Text.Json;

namespace Serverless.Local.Cli.History;

/// <summary>Labels in a file, one a line: <c>{"id": "7", "label": 1, "at": "2025-06-02T10:00:00Z"}</c>. Of several labels of an event each counts from its arrival on.</summary>
internal static class LabelFile
{
    private const int LongestLabel = 100;

    /// <exception cref="CommandException">The file can't be read, or a line is no label.</exception>
    public static IEnumerable<Label> Read(string path)
    {
        var line = 0;
        foreach (var bytes in LineFile.Read(path, "--labels"))
        {
            line++;
            yield return Parse(bytes)
                ?? throw new CommandException(Shared.Text($"--labels: line {line} of {path} is no label; expected {{\"id\": text, \"label\": a number, true, false or a short text, \"at\": time}}."));
        }
    }

    private static Label? Parse(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("id", out var id) && root.TryGetProperty("label", out var label) && Text(label) is { } value
                && root.TryGetProperty("at", out var at) && at.ValueKind == JsonValueKind.String && at.TryGetDateTimeOffset(out var time)
                ? new Label(Text(id) ?? "", value, time.ToUnixTimeMilliseconds())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "1",
        JsonValueKind.False => "0",
        JsonValueKind.String when value.GetString() is { Length: > 0 and <= LongestLabel } text && text.IndexOfAny([',', '"', '\n', '\r']) < 0 => text,
        _ => null,
    };
}

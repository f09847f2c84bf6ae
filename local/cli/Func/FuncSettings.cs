using System.Text.Json;

namespace Serverless.Local.Cli.Func;

/// <summary>The app's settings for the Functions tools, which look for them beside host.json.</summary>
internal sealed class FuncSettings
{
    private const string Sample = "local.settings.sample.json";
    private const string File = "local.settings.json";
    private readonly Dictionary<string, string> _values;

    private FuncSettings(string folder, Dictionary<string, string> values) => (Folder, _values) = (folder, values);

    /// <summary>The app's folder.</summary>
    public string Folder { get; }

    /// <summary>Copies the sample to where the tools look, unless settings are there, and reads them.</summary>
    /// <param name="start">A folder of the repository, or below it.</param>
    /// <exception cref="CommandException">There is no app, or its settings can't be read.</exception>
    public static FuncSettings Prepare(string start)
    {
        var root = new DirectoryInfo(start);
        while (root is not null && !System.IO.File.Exists(Path.Combine(root.FullName, "functions", "host.json")))
        {
            root = root.Parent;
        }

        if (root is null)
        {
            throw new CommandException("There is no folder functions with a host.json here: run ./serverless func in a clone of the repository.");
        }

        var (folder, settings) = (Path.Combine(root.FullName, "functions"), Path.Combine(root.FullName, "functions", File));
        if (!System.IO.File.Exists(settings))
        {
            System.IO.File.Copy(Path.Combine(root.FullName, Sample), settings);
        }

        return new FuncSettings(folder, Read(settings));
    }

    /// <summary>A setting.</summary>
    /// <exception cref="CommandException">It is not set.</exception>
    public string Needed(string name) =>
        Optional(name) ?? throw new CommandException($"functions/{File}: {name} is not set; {Sample} has an example.");

    /// <summary>A setting; null where it is not set.</summary>
    public string? Optional(string name) => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    private static Dictionary<string, string> Read(string path)
    {
        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            using var document = JsonDocument.Parse(System.IO.File.ReadAllText(path), options);
            return document.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetString() ?? "", StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new CommandException($"functions/{File} can't be read: expected {{\"Values\": {{…}}}} with texts: {wrong.Message}");
        }
    }
}

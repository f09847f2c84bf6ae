namespace Serverless.Local.Cli.New;

/// <summary>Writes a new pipeline into the repository: its files, and its line in the catalog.</summary>
internal static class NewPipeline
{
    private const string Catalog = "pipelines/PipelineCatalog.cs";
    private const string EndOfCatalog = "\n    };\n";
    private const int LongestName = 40;

    /// <summary>The folder of the repository, at or above one.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static string Root(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Catalog)))
            {
                return folder.FullName;
            }
        }

        throw new CommandException($"There is no {Catalog} at or above {from}: call it in the repository.");
    }

    /// <summary>Writes it.</summary>
    /// <returns>The paths that were written.</returns>
    /// <exception cref="CommandException">The name is none, or taken; nothing was written then.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(string root, string name, CancellationToken stop)
    {
        if (name.Length > LongestName || !IsKebab(name))
        {
            throw new CommandException($"\"{name}\" can't be the name of a pipeline: lower-case words of letters and digits with '-' between them, a letter first in each, at most {LongestName} characters.");
        }

        var type = string.Concat(name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        var files = NewFiles.Of(name, type);
        if (files.Keys.FirstOrDefault(path => File.Exists(Path.Combine(root, path))) is { } taken)
        {
            throw new CommandException($"{taken} exists already: give another name.");
        }

        var catalog = await File.ReadAllTextAsync(Path.Combine(root, Catalog), stop).ConfigureAwait(false);
        var end = catalog.IndexOf(EndOfCatalog, StringComparison.Ordinal);
        if (end < 0 || catalog.Contains($"[\"{name}\"]", StringComparison.Ordinal))
        {
            throw new CommandException(end < 0 ? $"{Catalog} has no list of pipelines any more: add the line by hand." : $"{Catalog} has \"{name}\" already: give another name.");
        }

        foreach (var (path, content) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, path))!);
            await File.WriteAllTextAsync(Path.Combine(root, path), content.ReplaceLineEndings("\n"), stop).ConfigureAwait(false);
        }

        await File.WriteAllTextAsync(Path.Combine(root, Catalog), catalog.Insert(end, $"\n        [\"{name}\"] = () => new {type}.{type}(),"), stop).ConfigureAwait(false);
        return [.. files.Keys, Catalog];
    }

    private static bool IsKebab(string name) =>
        name.Split('-').All(word => word.Length > 0 && char.IsAsciiLetterLower(word[0]) && word.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)));
}

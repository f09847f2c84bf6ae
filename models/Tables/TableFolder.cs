using Serverless.Durable.Ports;
using Serverless.Streams.Plan;
using Serverless.Streams.Tables;

namespace Serverless.Models;

/// <summary>Versions of a reference table as they lie beside a pipeline: a folder of the table's name, in it a file <c>{version}.jsonl</c> each.</summary>
public static class TableFolder
{
    private const string Ending = ".jsonl";

    /// <summary>The files, numbers in their own order.</summary>
    /// <param name="folder">The table's folder; there may be none.</param>
    /// <returns>Version and path.</returns>
    public static IReadOnlyList<(string Version, string Path)> Versions(string folder) =>
        Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*" + Ending).OrderBy(Path.GetFileNameWithoutExtension, VersionOrder.Instance!).Select(path => (VersionOf(path), path))]
            : [];

    /// <summary>The version that a file is called after.</summary>
    /// <param name="path">For example <c>tables/items/2.jsonl</c>.</param>
    /// <returns>For example <c>2</c>.</returns>
    public static string VersionOf(string path) => Path.GetFileNameWithoutExtension(path);

    /// <summary>Reads a file whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">The largest file.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="ArtifactException">There is none, it can't be read, or it is too large.</exception>
    public static byte[] Read(string path, ModelSettings? settings = null)
    {
        try
        {
            using var file = File.OpenRead(path);
            ArtifactLimit.Check(path, file.Length, (settings ?? new ModelSettings()).MaxTableBytes);
            var content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArtifactException($"{path} can't be read: {OneLine.Of(e.Message)}", e) { IsFatal = true };
        }
    }

    /// <summary>Reads a file's rows as the pipeline does.</summary>
    /// <param name="table">The pipeline's table.</param>
    /// <param name="path">The file.</param>
    /// <param name="settings">The largest file.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="ArtifactException">There is none, or it is refused.</exception>
    public static TableRows Open(TablePlan table, string path, ModelSettings? settings = null) => TablePackage.Read(table, path, Read(path, settings));
}

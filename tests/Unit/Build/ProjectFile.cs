using System.Xml.Linq;

namespace Serverless.Tests.Unit.Build;

/// <summary>What a project file refers to.</summary>
internal sealed record ProjectFile(string Path, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages)
{
    /// <summary>The room that the project lies in: the folder of its file.</summary>
    public string Room => Folder(Path);

    public static IEnumerable<ProjectFile> All() => Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Select(Read);

    public static string Folder(string file) => file[..Math.Max(0, file.LastIndexOf('/'))];

    private static ProjectFile Read(string path)
    {
        var document = XDocument.Load(Repository.PathOf(path));
        var folder = System.IO.Path.GetDirectoryName(Repository.PathOf(path))!;
        string Target(string include) =>
            System.IO.Path.GetRelativePath(Repository.Root, System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, include))).Replace('\\', '/');
        return new(path, [.. Includes(document, "ProjectReference").Select(Target)], [.. Includes(document, "PackageReference")]);
    }

    private static IEnumerable<string> Includes(XDocument document, string item) =>
        document.Descendants(item).Select(element => (string?)element.Attribute("Include")).OfType<string>();
}

using System.Text.Json;
using System.Xml.Linq;

namespace Serverless.Tests.Unit.Build;

/// <summary>One line of <c>eng/package-ranges.json</c>: what a version of a package asks for on .NET 10, and where that is known from.</summary>
internal sealed record PackageRange(string Package, string Version, string Source, Dictionary<string, string> Dependencies)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<PackageRange> Recorded() =>
        JsonSerializer.Deserialize<List<PackageRange>>(File.ReadAllText(Repository.PathOf("eng/package-ranges.json")), Options)!;

    /// <summary>The versions that we pin.</summary>
    public static Dictionary<string, string> Pins() => XDocument.Load(Repository.PathOf("Directory.Packages.props"))
        .Descendants("PackageVersion")
        .ToDictionary(pin => (string)pin.Attribute("Include")!, pin => (string)pin.Attribute("Version")!);

    /// <summary>What the package itself says, or null where it is not in this machine's package folder.</summary>
    public Dictionary<string, string>? InPackage()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(home, ".nuget", "packages");
        var name = Package.ToLowerInvariant();
        var file = Path.Combine(packages, name, Version, name + ".nuspec");
        if (!File.Exists(file))
            return null;
        var document = XDocument.Load(file);
        var groups = document.Descendants().Where(element => element.Name.LocalName == "group" && element.Parent!.Name.LocalName == "dependencies").ToList();
        var nearest = groups.MaxBy(group => Nearness((string?)group.Attribute("targetFramework") ?? ""));
        if (nearest is not null && Nearness((string?)nearest.Attribute("targetFramework") ?? "") < 0)
            return [];
        return (nearest?.Elements() ?? document.Descendants().Where(element => element.Name.LocalName == "dependency"))
            .ToDictionary(element => (string)element.Attribute("id")!, element => (string)element.Attribute("version")!);
    }

    /// <summary>How well a framework suits net10.0; negative if not at all.</summary>
    private static double Nearness(string framework)
    {
        if (framework.Length == 0)
            return 0;
        var (family, offset) = framework.StartsWith(".NETStandard", StringComparison.Ordinal) ? (".NETStandard", 10)
            : framework.StartsWith(".NETCoreApp", StringComparison.Ordinal) ? (".NETCoreApp", 50)
            : ("net", 100);
        return double.TryParse(framework.AsSpan(family.Length), out var number) && number <= 10 && (offset < 100 || number >= 5) ? offset + number : -1;
    }
}

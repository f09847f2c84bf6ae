using System.Diagnostics;
using System.Text.Json;
using Serverless.Local.Emulators;
using Serverless.Tests.Unit.Build;

namespace Serverless.Tests.Unit.Infra;

/// <summary>A Bicep file of the repository, parsed by tree-sitter with the grammar of Bicep: needs Node and what <c>./setup</c> installs.</summary>
internal sealed record BicepFile(string Path, IReadOnlyList<string> Errors, IReadOnlyList<BicepDeclaration> Declarations)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);
    private static readonly Lazy<IReadOnlyList<BicepFile>> Parsed = new(() => Parse([.. Repository.Files
        .Where(file => file.EndsWith(".bicep", StringComparison.Ordinal) || file.EndsWith(".bicepparam", StringComparison.Ordinal))]));

    public static IReadOnlyList<BicepFile> All => Parsed.Value;

    public static BicepFile Main => All.Single(file => file.Path == "infra/bicep/main.bicep");

    public static BicepFile Parameters => All.Single(file => file.Path == "infra/bicep/main.bicepparam");

    public IEnumerable<BicepDeclaration> Of(string kind) => Declarations.Where(declaration => declaration.Kind == kind);

    public static IReadOnlyList<BicepFile> Parse(IReadOnlyList<string> files)
    {
        _ = NodeModules.Find("tree-sitter-bicep");
        var start = new ProcessStartInfo("node", ["eng/node/bicep.cjs", .. files])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        };
        using var node = Process.Start(start)!;
        var json = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.Equal(0, node.ExitCode);
        return JsonSerializer.Deserialize<List<BicepFile>>(json, Options)!;
    }
}

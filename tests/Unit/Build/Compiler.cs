using System.Diagnostics;
using System.Reflection;

namespace Serverless.Tests.Unit.Build;

/// <summary>The compiler that builds this repository, run on one file.</summary>
internal static class Compiler
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>The folder of the framework's assemblies.</summary>
    public static string Framework { get; } = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    /// <summary>Says what the build of these tests has noted under a name.</summary>
    public static string Built(string name) => typeof(Compiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == name).Value!;

    /// <summary>Compiles a file.</summary>
    /// <param name="source">Its path; the assembly lies beside it, should there be one.</param>
    /// <param name="options">References, analyzers and what else there is.</param>
    /// <returns>What the compiler said.</returns>
    public static async Task<string> RunAsync(string source, params IEnumerable<string> options)
    {
        var start = new ProcessStartInfo(Path.Combine(Framework, "..", "..", "..", "dotnet")) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = ["exec", Path.Combine(Built("Compiler"), "csc.dll"), "-nologo", "-noconfig", "-target:library", $"-out:{Path.ChangeExtension(source, "dll")}", .. options, source];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var compiler = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var texts = await Task.WhenAll(compiler.StandardOutput.ReadToEndAsync(limit.Token), compiler.StandardError.ReadToEndAsync(limit.Token));
        await compiler.WaitForExitAsync(limit.Token);
        return string.Concat(texts);
    }
}

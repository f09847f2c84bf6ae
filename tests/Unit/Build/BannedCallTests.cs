using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Serverless.Tests.Unit.Build;

/// <summary>Clocks, randomness and I/O in a pipeline are compile errors: the compiler is run on a pipeline that has them, with the analyzer and the list of symbols that pipelines/ is built with.</summary>
public sealed class BannedCallTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private readonly string _folder = Directory.CreateTempSubdirectory("serverless-banned-").FullName;

    [Fact]
    public async Task Each_banned_call_is_one_error_that_names_the_call_and_what_to_do_instead()
    {
        var source = Path.Combine(_folder, "Mistaken.cs");
        await File.WriteAllTextAsync(source, """
            namespace Mistaken;

            public static class Night
            {
                public static bool Clock() => System.DateTime.UtcNow.Hour < 6;
                public static double Chance() => System.Random.Shared.NextDouble();
                public static string Input() => System.IO.File.ReadAllText("limits");
                public static int Fine(System.DateTimeOffset at) => at.Hour;
            }
            """);

        var output = await CompileAsync(source);

        var errors = Regex.Matches(output, @"Mistaken\.cs\((\d+),\d+\): error RS0030: The symbol '([^']+)' is banned in this project: (.+?) \(http").Select(error => $"{error.Groups[1].Value} {error.Groups[2].Value}: {error.Groups[3].Value}");
        Assert.Equal(
            [
                "5 DateTime.UtcNow: A pipeline has no clock: take the time from the event",
                "6 Random: A pipeline gives the same result every time",
                "7 System.IO: A pipeline does no I/O",
            ],
            errors.Distinct().Order(StringComparer.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> CompileAsync(string source)
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string Built(string name) => typeof(BannedCallTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == name).Value!;
        var analyzers = Directory.GetFiles(Path.Combine(Built("BannedApiAnalyzers"), "analyzers", "dotnet", "cs"), "*.dll");
        string[] arguments =
        [
            Path.Combine(Built("Compiler"), "csc.dll"), "-nologo", "-noconfig", "-target:library", "-warnaserror+", $"-out:{Path.Combine(_folder, "mistaken.dll")}", $"-r:{Path.Combine(framework, "System.Private.CoreLib.dll")}",
            $"-r:{Path.Combine(framework, "System.Runtime.dll")}", $"-additionalfile:{Repository.PathOf("eng/BannedSymbols.Pipelines.txt")}", .. analyzers.Select(analyzer => "-analyzer:" + analyzer), source,
        ];
        var start = new ProcessStartInfo(Path.Combine(framework, "..", "..", "..", "dotnet")) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("exec");
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var compiler = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var texts = await Task.WhenAll(compiler.StandardOutput.ReadToEndAsync(limit.Token), compiler.StandardError.ReadToEndAsync(limit.Token));
        await compiler.WaitForExitAsync(limit.Token);
        return string.Concat(texts);
    }
}

using System.Text.RegularExpressions;

namespace Serverless.Tests.Unit.Build;

/// <summary>Clocks, randomness and I/O in a pipeline are compile errors: the compiler is run on a pipeline that has them, with the analyzer and the list of symbols that pipelines/ is built with.</summary>
public sealed class BannedCallTests : IDisposable
{
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

        var output = await Compiler.RunAsync(
            source,
            ["-warnaserror+", $"-r:{Path.Combine(Compiler.Framework, "System.Private.CoreLib.dll")}", $"-r:{Path.Combine(Compiler.Framework, "System.Runtime.dll")}", $"-additionalfile:{Repository.PathOf("eng/BannedSymbols.Pipelines.txt")}", .. Analyzers()]);

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

    private static IEnumerable<string> Analyzers() =>
        Directory.GetFiles(Path.Combine(Compiler.Built("BannedApiAnalyzers"), "analyzers", "dotnet", "cs"), "*.dll").Select(analyzer => "-analyzer:" + analyzer);
}

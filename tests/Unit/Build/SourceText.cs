using System.Text.RegularExpressions;

namespace Serverless.Tests.Unit.Build;

/// <summary>C# without its comments and without the contents of its strings, so that only code is searched.</summary>
internal static partial class SourceText
{
    public static string CodeOf(string file) => Strip(File.ReadAllText(Repository.PathOf(file)));

    public static string Strip(string source) => Noise().Replace(source, match => match.Value[0] == '/' ? " " : "\"\"");

    [GeneratedRegex(""""
        "{3,}[\s\S]*?"{3,} | \$*@\$*"(?:[^"]|"")*" | "(?:\\.|[^"\\\r\n])*" | '(?:\\.[^'\r\n]*|[^'\\\r\n])' | //[^\r\n]* | /\*[\s\S]*?\*/
        """", RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Noise();
}

using System.Text.RegularExpressions;

namespace Serverless.Tests.Unit.Build;

/// <summary>Rules for every file under version control.</summary>
public sealed class HygieneTests
{
    private const int MostLines = 400;

    private static readonly string[] Rooms = ["streams", "durable", "models", "kafka", "sinks", "functions", "local"];

    [Fact]
    public void No_source_file_is_longer_than_400_lines()
    {
        var tooLong = from file in Repository.Files
                      where file.EndsWith(".cs", StringComparison.Ordinal) && !file.StartsWith("eng/contracts/", StringComparison.Ordinal)
                      let lines = File.ReadLines(Repository.PathOf(file)).Count()
                      where lines > MostLines
                      select $"{file}: {lines}";
        Findings.None(tooLong);
    }

    [Fact]
    public void One_public_type_per_file()
    {
        const string Declaration = @"^public\s+(?:\w+\s+)*?(?:class|interface|enum|record\s+struct|record\s+class|record|struct|delegate\s+[\w<>?,\[\] .]+?)\s+(\w+)";
        var crowded = from room in Rooms
                      from file in Repository.Sources(room)
                      let types = Regex.Matches(SourceText.CodeOf(file), Declaration, RegexOptions.Multiline).Select(match => match.Groups[1].Value).Distinct().ToList()
                      where types.Count > 1
                      select $"{file}: {string.Join(", ", types)}";
        Findings.None(crowded);
    }

    [Fact]
    public void No_file_names_a_path_of_one_machine() => AssertNowhere(@"(?<![\w.)}*-])/(?:work|root|home|tmp)/[\w.]|\b[A-Z]:\\Users\\");

    [Fact]
    public void No_file_names_a_package_registry() => AssertNowhere(@"https?://[^/\s""'<>]*(?:registry|nuget|npmjs|artifactory|nexus|verdaccio|packages)[^/\s""'<>]*");

    [Fact]
    public void No_file_has_a_mark_for_later() => AssertNowhere(@"\b(?:TO" + @"DO|FIX" + @"ME|HA" + @"CK)\b");

    private static void AssertNowhere(string pattern)
    {
        var expression = new Regex(pattern);
        var found = from file in Repository.Files
                    where !file.EndsWith("tests/Unit/Build/HygieneTests.cs", StringComparison.Ordinal)
                    let text = TextOf(file)
                    from Match match in expression.Matches(text)
                    select $"{file}: {match.Value}";
        Findings.None(found);
    }

    /// <summary>The text of a file; empty for models and other binary files.</summary>
    private static string TextOf(string file)
    {
        var text = File.ReadAllText(Repository.PathOf(file));
        return text.Contains('\0', StringComparison.Ordinal) ? "" : text;
    }
}

using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Tests.Unit.Build;

namespace Serverless.Tests.Unit.Infra;

/// <summary>Rules for every Bicep file. The compiler is not run here: files are read by a grammar, and names are held against the code.</summary>
public sealed partial class BicepTests
{
    [Fact]
    public void Every_file_parses()
    {
        Assert.Contains(BicepFile.All, file => file.Path.EndsWith("main.bicepparam", StringComparison.Ordinal));
        Findings.None(BicepFile.All.SelectMany(file => file.Errors.Select(error => $"{file.Path} {error}")));
    }

    [Fact]
    public void A_file_with_a_missing_brace_does_not_parse()
    {
        using var folder = new Models.TestFolder();
        var file = Path.Combine(folder.Path, "broken.bicep");
        File.WriteAllText(file, "resource a 'A.B/c@2020-01-01' = {\n  name: 'a'\n");
        Assert.NotEmpty(BicepFile.Parse([file]).Single().Errors);
    }

    [Fact]
    public void Every_resource_type_and_version_is_allowed_and_none_is_allowed_in_vain()
    {
        using var list = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("infra/bicep/resource-types.json")));
        var allowed = list.RootElement.EnumerateArray().ToDictionary(
            entry => $"{entry.GetProperty("type").GetString()}@{entry.GetProperty("version").GetString()}", entry => entry.GetProperty("source").GetString());
        var used = BicepFile.All.SelectMany(file => file.Of("resource")).Select(resource => resource.Target).ToHashSet();
        Assert.Equal(allowed.Keys.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
        Assert.All(allowed, entry => Assert.Contains("types.json", entry.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_module_is_a_file_of_this_repository_and_every_file_is_used()
    {
        var modules = BicepFile.Main.Of("module").Select(module => "infra/bicep/" + module.Target).ToHashSet();
        var files = BicepFile.All.Select(file => file.Path).Where(path => path.StartsWith("infra/bicep/modules/", StringComparison.Ordinal));
        Assert.Equal(files.Order(StringComparer.Ordinal), modules.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_parameter_and_every_output_is_described()
    {
        Findings.None(from file in BicepFile.All
                      from declaration in file.Of("param").Concat(file.Of("output"))
                      where !declaration.Decorators.Any(decorator => decorator is { Name: "description", Argument.Length: > 10 })
                      select $"{file.Path}:{declaration.Line} {declaration.Name}");
    }

    [Fact]
    public void Every_number_has_a_least_value()
    {
        Findings.None(from file in BicepFile.All
                      from parameter in file.Of("param")
                      where Regex.IsMatch(parameter.Text, @"^param \w+ int\b") && !parameter.Has("minValue")
                      select $"{file.Path}:{parameter.Line} {parameter.Name}");
    }

    [Fact]
    public void Outputs_of_the_main_file_are_in_upper_snake_case() =>
        Assert.All(BicepFile.Main.Of("output"), output => Assert.Matches("^[A-Z]+(_[A-Z]+)+$", output.Name));

    [Fact]
    public void No_secret_is_a_plain_parameter_or_has_a_default()
    {
        Findings.None(from file in BicepFile.All
                      from parameter in file.Of("param")
                      where Secret().IsMatch(parameter.Name) && !parameter.Name.EndsWith("Name", StringComparison.Ordinal)
                      where !parameter.Has("secure") || Regex.IsMatch(parameter.Text, @"=\s*'[^']")
                      select $"{file.Path}:{parameter.Line} {parameter.Name}");
    }

    [Fact]
    public void No_output_holds_a_secret()
    {
        Findings.None(from file in BicepFile.All
                      let secure = file.Of("param").Where(parameter => parameter.Has("secure")).Select(parameter => parameter.Name).ToList()
                      from output in file.Of("output")
                      where Secret().IsMatch(output.Name) || Regex.IsMatch(output.Text, @"\blist\w*\(")
                          || secure.Exists(name => Regex.IsMatch(output.Text, $@"\b{name}\b"))
                      select $"{file.Path}:{output.Line} {output.Name}");
    }

    [Fact]
    public void Every_role_assignment_has_a_reason_and_a_reproducible_name()
    {
        var assignments = BicepFile.All.SelectMany(file => file.Of("resource")).Where(resource => resource.Target.StartsWith("Microsoft.Authorization/roleAssignments@", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(assignments);
        Assert.All(assignments, assignment =>
        {
            Assert.Matches(@"\n\s+description: '[^\n]{30,}'\n", assignment.Text);
            Assert.Matches(@"name: guid\(\S+\.id, \w+, roles\.\w+\)", assignment.Text);
            Assert.Contains("principalType:", assignment.Text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_role_that_is_named_exists_and_none_is_there_in_vain()
    {
        using var roles = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("infra/bicep/roles.json")));
        var known = roles.RootElement.EnumerateObject().ToList();
        Assert.All(known, role => Assert.True(Guid.TryParse(role.Value.GetString(), out _)));
        var used = BicepFile.All.SelectMany(file => file.Of("resource")).SelectMany(resource => Regex.Matches(resource.Text, @"roles\.(\w+)")).Select(match => match.Groups[1].Value);
        Assert.Equal(known.Select(role => role.Name).Order(StringComparer.Ordinal), used.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_parameter_is_set_from_the_environment_or_has_a_default()
    {
        var set = BicepFile.Parameters.Of("var").ToDictionary(value => value.Name);
        Assert.All(set.Values, value => Assert.Contains("readEnvironmentVariable(", value.Text, StringComparison.Ordinal));
        Assert.Subset(BicepFile.Main.Of("param").Select(parameter => parameter.Name).ToHashSet(), set.Keys.ToHashSet());
        Findings.None(BicepFile.Main.Of("param").Where(parameter => !set.ContainsKey(parameter.Name) && !parameter.Text.Contains('=', StringComparison.Ordinal)).Select(parameter => parameter.Name));
    }

    [GeneratedRegex("password|secret|accountkey|connectionstring$|token$", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}

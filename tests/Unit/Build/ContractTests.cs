using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.DurableTask;

namespace Serverless.Tests.Unit.Build;

/// <summary>
/// The declarations for the partial feed against the listing of the packages' public API beside them. On the full feed the types come from the packages themselves, and are compared
/// with the same listing as far as the declarations go.
/// </summary>
public sealed partial class ContractTests
{
    private const string Folder = "eng/contracts/";
    private static readonly string[] Made = ["Equals", "GetHashCode", "ToString", "Deconstruct", "PrintMembers", "<Clone>$", "EqualityContract", "op_Equality", "op_Inequality"];

    private static readonly Dictionary<string, string> Keywords = new()
    {
        ["String"] = "string",
        ["Int32"] = "int",
        ["Int64"] = "long",
        ["Boolean"] = "bool",
        ["Object"] = "object",
        ["Double"] = "double",
        ["Single"] = "float",
        ["Byte"] = "byte",
        ["Void"] = "void",
    };

    private static readonly Dictionary<string, HashSet<string>> Listed = Read();

    [Fact]
    public void What_is_declared_is_what_the_packages_have()
    {
        var types = typeof(TaskName).Assembly.GetExportedTypes();
        Assert.NotEmpty(types);
        Findings.None(from type in types
                      let members = Listed.GetValueOrDefault(NameOf(type))
                      from member in members is null ? ["is not listed"] : MembersOf(type).Where(member => !members.Contains(member))
                      select $"{type.FullName}: {member}");
    }

    [Fact]
    public void Every_file_says_where_it_comes_from() =>
        Findings.None(Repository.Sources("eng/contracts").Where(file => !Origin().IsMatch(File.ReadAllText(Repository.PathOf(file)).ReplaceLineEndings("\n"))));

    [Fact]
    public void Only_what_is_used_is_declared()
    {
        var code = Repository.Sources("functions").Concat(Repository.Files.Where(file => file.StartsWith("tests/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal)))
            .Where(file => !file.EndsWith("ContractTests.cs", StringComparison.Ordinal))
            .Concat(Repository.Sources("eng/contracts")).Select(file => File.ReadAllText(Repository.PathOf(file))).ToList();
        Findings.None(from type in typeof(TaskName).Assembly.GetExportedTypes()
                      let name = Regex.Replace(type.Name, "Attribute$|`.*$", "")
                      where !type.IsSealed || !type.IsAbstract
                      where code.Sum(text => Regex.Count(text, $@"\b{name}(?:Attribute)?\b")) < 2
                      select type.FullName!);
    }

    private static string NameOf(Type type) =>
        type.Namespace + "." + (type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(argument => argument.Name))}>" : type.Name);

    private static IEnumerable<string> MembersOf(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => name);
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var constructors = type.IsAbstract && type.IsSealed ? [] : type.GetConstructors(All).Where(each => IsSeen(each) && each.GetParameters().Length > 0 && !IsCopy(each, type)).Select(each => $"ctor({Types(each)})");
        var methods = type.GetMethods(All).Where(each => IsSeen(each) && !Made.Contains(each.Name) && (!each.IsSpecialName || each.Name.StartsWith("op_", StringComparison.Ordinal)) && !each.Name.Contains('.'))
            .Select(each => each.Name.StartsWith("op_", StringComparison.Ordinal) ? $"operator({Types(each)}):{Text(each.ReturnType)}" : $"{each.Name}({Types(each)}):{Text(each.ReturnType)}");
        var properties = type.GetProperties(All).Where(each => each.GetAccessors(nonPublic: true).Any(IsSeen) && !Made.Contains(each.Name) && !each.Name.Contains('.')).Select(each => $"{each.Name}:{Text(each.PropertyType)}");
        var constants = type.GetFields(All).Where(each => each.IsPublic).Select(each => $"{each.Name}:{Text(each.FieldType)}");
        return constructors.Concat(methods).Concat(properties).Concat(constants);
    }

    private static bool IsSeen(MethodBase method) => (method.IsPublic || method.IsFamily) && !method.IsDefined(typeof(CompilerGeneratedAttribute)) | method.IsSpecialName && (method.IsPublic || method.IsFamily);

    private static bool IsCopy(ConstructorInfo constructor, Type type) => constructor.GetParameters() is [var only] && only.ParameterType == type;

    private static string Types(MethodBase method) => string.Join(",", method.GetParameters().Select(parameter => Text(parameter.ParameterType)));

    private static string Text(Type type) =>
        Nullable.GetUnderlyingType(type) is { } inner ? Text(inner)
        : type.IsArray ? Text(type.GetElementType()!) + "[]"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(",", type.GetGenericArguments().Select(Text))}>"
        : Keywords.GetValueOrDefault(type.Name, type.Name);

    private static Dictionary<string, HashSet<string>> Read()
    {
        var listed = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var section in Regex.Split(File.ReadAllText(Repository.PathOf(Folder + "public-api.md")).ReplaceLineEndings("\n"), "^## ", RegexOptions.Multiline).Skip(1))
        {
            var lines = section.Split('\n');
            listed[lines[0].Split("  (")[0].Trim()] = [.. lines.Skip(1).Where(line => line.StartsWith("- ", StringComparison.Ordinal)).SelectMany(line => Parse(line[2..].Trim(), lines[0]))];
        }

        return listed;
    }

    private static IEnumerable<string> Parse(string line, string head)
    {
        if (head.Contains("(enum", StringComparison.Ordinal))
            return Regex.Replace(line, @"\[Obsolete\]", "").Split(',').Select(each => each.Split('=')[0].Trim());
        line = Modifiers().Replace(Regex.Replace(line, @"\[Obsolete\] ?", ""), "");
        if (line.StartsWith("implicit operator ", StringComparison.Ordinal))
            line = "operator" + Regex.Replace(line["implicit operator ".Length..], @"^([^(]+)(\(.*\))$", "$2:$1");
        if (line.StartsWith("operator(", StringComparison.Ordinal))
            return [Regex.Replace(line, @"\((.*)\):(.*)", match => $"({Parameters(match.Groups[1].Value)}):{Plain(match.Groups[2].Value)}")];
        var open = line.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
        {
            var declared = Regex.Match(line, @"^(.+?) (\w+)(?: \{.*| = .*)?$");
            return [$"{declared.Groups[2].Value}:{Plain(declared.Groups[1].Value)}"];
        }

        var (before, inside) = (line[..open], line[(open + 1)..line.LastIndexOf(')')]);
        if (before == "ctor")
            return [$"ctor({Parameters(inside)})"];
        var name = Regex.Match(before, @"^(.+?) (\w+)(?:<.*>)?$");
        return [$"{name.Groups[2].Value}({Parameters(inside)}):{Plain(name.Groups[1].Value)}"];
    }

    private static string Parameters(string text)
    {
        var (parts, depth, start) = (new List<string>(), 0, 0);
        for (var index = 0; index <= text.Length; index++)
        {
            if (index == text.Length || (text[index] == ',' && depth == 0))
            {
                parts.Add(text[start..index].Trim());
                start = index + 1;
            }
            else
            {
                depth += text[index] is '<' or '(' ? 1 : text[index] is '>' or ')' ? -1 : 0;
            }
        }

        return string.Join(",", parts.Where(part => part.Length > 0).Select(part => Plain(Regex.Replace(Regex.Replace(part, " = .*$", ""), @"^(?:this|params) |\s\w+$", ""))));
    }

    private static string Plain(string type) => Regex.Replace(type.Replace("?", "", StringComparison.Ordinal), @"\b(?:\w+\.)+(?=\w)|\s", "");

    [GeneratedRegex(@"^(?:(?:static|abstract|virtual|override|protected|new|const|readonly|required) )+")]
    private static partial Regex Modifiers();

    [GeneratedRegex(@"^// Package: [\w.]+ \d+\.\d+\.\d+.*\n// Source: \S+")]
    private static partial Regex Origin();
}

using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Durable.Ports;
using Serverless.Functions;
using Serverless.Tests.Unit.Build;

namespace Serverless.Tests.Unit.Functions;

/// <summary>The HTTP functions: their routes, keys and answers, and what is written about them.</summary>
public sealed class HttpFunctionsTests
{
    [Fact]
    public void The_document_describes_every_call_and_no_other()
    {
        var paths = JsonNode.Parse(OpenApiFunction.Document)!["paths"]!.AsObject();
        var described = from path in paths from verb in path.Value!.AsObject() select $"{verb.Key} {path.Key[1..]} {(string?)verb.Value!["operationId"]}";
        Assert.Equal(Triggers().Select(each => $"{each.Trigger.Methods![0]} {each.Trigger.Route} {each.Name}").Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_file_of_calls_has_every_call()
    {
        var text = File.ReadAllText(Repository.PathOf("functions/calls.http"));
        Findings.None(from each in Triggers()
                      let route = Regex.Replace(Regex.Escape(each.Trigger.Route!), @"\\\{\w+\}", @"[\w.-]+")
                      where !Regex.IsMatch(text, $@"^{each.Trigger.Methods![0].ToUpperInvariant()} \{{\{{host\}}\}}/{route}$", RegexOptions.Multiline)
                      select $"{each.Name}: {each.Trigger.Route}");
    }

    [Fact]
    public void All_but_health_need_a_key()
    {
        Assert.Equal(["Health"], Triggers().Where(each => each.Trigger.AuthLevel == AuthorizationLevel.Anonymous).Select(each => each.Name));
        Assert.All(Triggers(), each => Assert.Single(each.Trigger.Methods!));
    }

    [Fact]
    public void No_function_has_more_than_twenty_lines()
    {
        var functions = from file in Repository.Sources("functions")
                        from Match match in Regex.Matches(File.ReadAllText(Repository.PathOf(file)).ReplaceLineEndings("\n"), @"^    \[Function\(nameof\((\w+)\)\)\]\n(.*?)\n(?:\n|\})", RegexOptions.Multiline | RegexOptions.Singleline)
                        select (Name: match.Groups[1].Value, Lines: match.Groups[2].Value.Split('\n').Length);
        var all = functions.ToList();
        Assert.Equal(TriggerMetadataTests.Functions().Select(function => function.Name).Order(StringComparer.Ordinal), all.Select(function => function.Name).Order(StringComparer.Ordinal));
        Findings.None(all.Where(function => function.Lines > 20).Select(function => $"{function.Name}: {function.Lines}"));
    }

    [Fact]
    public async Task What_goes_wrong_is_one_sentence_with_its_status()
    {
        Assert.Equal(404, await StatusAsync(_ => Task.FromResult<object?>(null)));
        Assert.Equal(409, await StatusAsync(_ => throw new ArtifactException("refused") { IsFatal = true }));
        Assert.Equal(503, await StatusAsync(_ => throw new ArtifactException("away")));
        Assert.Equal(503, await StatusAsync(_ => throw new LogException("away") { IsFatal = true }));
        Assert.Equal(503, await StatusAsync(_ => throw new CheckpointException("away")));
        Assert.Equal(503, await StatusAsync(_ => throw new OperationCanceledException()));
        Assert.Equal(200, await StatusAsync(_ => Task.FromResult<object?>(new { })));
    }

    private static async Task<int?> StatusAsync(Func<CancellationToken, Task<object?>> ask) =>
        ((IStatusCodeHttpResult)await Answers.OfAsync(ask, "missing", CancellationToken.None)).StatusCode ?? 200;

    private static IEnumerable<(string Name, HttpTriggerAttribute Trigger)> Triggers() =>
        from function in TriggerMetadataTests.Functions()
        from parameter in function.Method.GetParameters()
        let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
        where trigger is not null
        select (function.Name, trigger);
}

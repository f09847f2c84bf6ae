using System.Text;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Durable.Backfill;
using Serverless.Functions;
using Serverless.Pipelines;
using Serverless.Tests.Functions;

namespace Serverless.Tests.Unit.Functions;

/// <summary>The calls of a backfill over a simulated durable client; nothing connects.</summary>
public sealed class BackfillCallsTests
{
    private const string Range = """{"source":"card.transactions","topic":"archive","from":[0,5],"to":[10,10]}""";
    private readonly SettableTime _time = new();

    [Fact]
    public async Task One_is_started_shown_paused_and_resumed_and_a_second_of_its_name_is_refused()
    {
        await using var client = Client();
        await using var runner = Runner();
        var calls = Calls(runner);
        Assert.Equal(200, await StatusAsync(calls.StartBackfill(Request(Range), client, "april", default)));
        var state = client.Instances["backfill-april-0"].ReadInputAs<BackfillState>()!;
        Assert.Equal(["0 0 10", "1 5 10"], state.Inputs.Select(input => $"{input.Input} {input.Next} {input.End}"));

        Assert.Equal(409, await StatusAsync(calls.StartBackfill(Request(Range), client, "april", default)));
        Assert.Equal(200, await StatusAsync(calls.PauseBackfill(Request(""), client, "april", default)));
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, client.Instances["backfill-april-0"].RuntimeStatus);
        Assert.Equal(200, await StatusAsync(calls.ResumeBackfill(Request(""), client, "april", default)));
        Assert.Equal(OrchestrationRuntimeStatus.Running, client.Instances["backfill-april-0"].RuntimeStatus);
        client.Tell("backfill-april-0", new BackfillProgress { Sent = 17 });
        var shown = (IValueHttpResult)await calls.ShowBackfill(Request(""), client, "april", default);
        Assert.Contains("\"sent\":17", System.Text.Json.JsonSerializer.Serialize(shown.Value), StringComparison.Ordinal);

        client.Set("backfill-april-0", OrchestrationRuntimeStatus.Completed, _time.GetUtcNow());
        Assert.Equal(200, await StatusAsync(calls.StartBackfill(Request(Range), client, "april", default)));
        Assert.Contains("backfill-april-1", client.Instances.Keys);
    }

    [Theory]
    [InlineData("april", "", 400)]
    [InlineData("april", "[", 400)]
    [InlineData("april", """{"source":"card.transactions"}""", 400)]
    [InlineData("april", """{"source":"other","topic":"archive","from":[0],"to":[10]}""", 400)]
    [InlineData("../april", Range, 400)]
    public async Task A_wrong_request_starts_nothing(string name, string body, int status)
    {
        await using var client = Client();
        await using var runner = Runner();
        Assert.Equal(status, await StatusAsync(Calls(runner).StartBackfill(Request(body), client, name, default)));
        Assert.Empty(client.Instances);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await using var client = Client();
        await using var runner = Runner();
        Assert.Equal(400, await StatusAsync(Calls(runner).StartBackfill(Request(Range + new string(' ', BackfillRequest.MaxBytes)), client, "april", default)));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        await using var client = Client();
        await using var runner = Runner();
        Assert.Equal(404, await StatusAsync(Calls(runner).ShowBackfill(Request(""), client, "may", default)));
        Assert.Equal(404, await StatusAsync(Calls(runner).PauseBackfill(Request(""), client, "../may", default)));
    }

    private static async Task<int?> StatusAsync(Task<IResult> result) => ((IStatusCodeHttpResult)await result).StatusCode ?? 200;

    private static HttpRequest Request(string body) => new DefaultHttpContext { Request = { Body = new MemoryStream(Encoding.UTF8.GetBytes(body)) } }.Request;

    private static BackfillCalls Calls(PipelineRunner runner) => new(new BackfillRunner(runner, new BlobContainerClient(new Uri("https://localhost/histories"))));

    private SimulatedDurableClient Client() => new(new SimulatedEntityClient(_time));

    private PipelineRunner Runner()
    {
        var plan = PipelineCatalog.Create("card-fraud").Build();
        return new PipelineRunner(plan, new FunctionRoles(plan, hasSink: false), new FaultBackoff(_time, NullLogger.Instance), null!, _time, _ => throw new InvalidOperationException("Nobody connects."));
    }
}

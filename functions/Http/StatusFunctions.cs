using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Serverless.Functions;

/// <summary>How the app is doing.</summary>
/// <param name="view">Looks at log and entities.</param>
public sealed class StatusFunctions(PipelineView view)
{
    /// <summary>200 while the process runs; it asks nobody.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(Health))]
    public static IResult Health([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request) => TypedResults.Json(new { status = "running" });

    /// <summary>200 when log and entities answer and the log reaches back to every checkpoint; else 503 with the reason.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">Reaches the entities.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    [Function(nameof(Ready))]
    public async Task<IResult> Ready(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "ready")] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        await view.ProblemAsync(client, cancellationToken).ConfigureAwait(false) is { } problem
            ? Answers.Problem(StatusCodes.Status503ServiceUnavailable, problem)
            : TypedResults.Json(new { isReady = true });

    /// <summary>The plan, positions, lag and checkpoints of all shards, versions of models. It reads every entity once: for people, not for probes.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">Reaches the entities.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    [Function(nameof(Pipeline))]
    public Task<IResult> Pipeline(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "pipeline")] HttpRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        Answers.OfAsync(async limit => await view.StatusAsync(client, limit).ConfigureAwait(false), "", cancellationToken);
}

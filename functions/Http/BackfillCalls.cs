using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Serverless.Functions;

/// <summary>Starts, shows, pauses and resumes backfills by name: 1 to 40 lower-case letters and digits.</summary>
/// <param name="runner">Finds their inputs.</param>
public sealed class BackfillCalls(BackfillRunner runner)
{
    private const string Missing = "There is no such backfill.";

    /// <summary>Starts one.</summary>
    /// <param name="request">Its body says what: <c>{"source", "prefix"}</c> or <c>{"source", "topic", "from", "to"}</c>.</param>
    /// <param name="client">Reaches the orchestrations.</param>
    /// <param name="name">The backfill.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    [Function(nameof(StartBackfill))]
    public async Task<IResult> StartBackfill(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "backfill/{name}")] HttpRequest request, [DurableClient] DurableTaskClient client, string name, CancellationToken cancellationToken)
    {
        if (!BackfillControl.IsName(name))
            return Answers.Problem(StatusCodes.Status400BadRequest, "A backfill's name has 1 to 40 lower-case letters and digits.");
        if (await ReadAsync(request, cancellationToken).ConfigureAwait(false) is not { } asked)
            return Answers.Problem(StatusCodes.Status400BadRequest, $"The body is no JSON of at most {BackfillRequest.MaxBytes} bytes with source and prefix, or source, topic, from and to.");
        return await Answers.OfAsync(limit => StartAsync(client, name, asked, limit), "", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Shows the newest try of one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">Reaches the orchestrations.</param>
    /// <param name="name">The backfill.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    [Function(nameof(ShowBackfill))]
    public Task<IResult> ShowBackfill(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "backfill/{name}")] HttpRequest request, [DurableClient] DurableTaskClient client, string name, CancellationToken cancellationToken) =>
        ChangeAsync(client, name, (_, _) => Task.CompletedTask, cancellationToken);

    /// <summary>Pauses one: the piece in hand is finished.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">Reaches the orchestrations.</param>
    /// <param name="name">The backfill.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    [Function(nameof(PauseBackfill))]
    public Task<IResult> PauseBackfill(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "backfill/{name}/pause")] HttpRequest request, [DurableClient] DurableTaskClient client, string name, CancellationToken cancellationToken) =>
        ChangeAsync(client, name, (instance, limit) => client.SuspendInstanceAsync(instance.InstanceId, "paused", limit), cancellationToken);

    /// <summary>Goes on with one that is paused, or begins one anew, where it stood, that has failed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">Reaches the orchestrations.</param>
    /// <param name="name">The backfill.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    [Function(nameof(ResumeBackfill))]
    public Task<IResult> ResumeBackfill(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "backfill/{name}/resume")] HttpRequest request, [DurableClient] DurableTaskClient client, string name, CancellationToken cancellationToken) =>
        ChangeAsync(client, name, (instance, limit) => BackfillControl.ResumeAsync(client, name, instance, limit), cancellationToken);

    private static Task<IResult> ChangeAsync(DurableTaskClient client, string name, Func<OrchestrationMetadata, CancellationToken, Task> change, CancellationToken cancellationToken) =>
        Answers.OfAsync(
            async limit =>
            {
                if (!BackfillControl.IsName(name) || await BackfillControl.FindAsync(client, name, limit).ConfigureAwait(false) is not { } instance)
                    return null;
                await change(instance, limit).ConfigureAwait(false);
                return ViewOf(await BackfillControl.FindAsync(client, name, limit).ConfigureAwait(false) ?? instance);
            },
            Missing,
            cancellationToken);

    private static object ViewOf(OrchestrationMetadata instance) => new
    {
        id = instance.InstanceId,
        status = instance.RuntimeStatus.ToString(),
        created = instance.CreatedAt,
        updated = instance.LastUpdatedAt,
        progress = instance.SerializedCustomStatus is null ? null : instance.ReadCustomStatusAs<BackfillProgress>(),
        failure = instance.FailureDetails?.ErrorMessage,
    };

    private static async Task<BackfillRequest?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (body, length) = (new byte[BackfillRequest.MaxBytes + 1], 0);
        for (var read = -1; read != 0 && length < body.Length; length += read)
            read = await request.Body.ReadAsync(body.AsMemory(length), cancellationToken).ConfigureAwait(false);
        try
        {
            return length <= BackfillRequest.MaxBytes ? JsonSerializer.Deserialize<BackfillRequest>(body.AsSpan(0, length)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<object?> StartAsync(DurableTaskClient client, string name, BackfillRequest request, CancellationToken cancellationToken)
    {
        var before = await BackfillControl.FindAsync(client, name, cancellationToken).ConfigureAwait(false);
        if (before is { IsCompleted: false })
            throw new RequestException(StatusCodes.Status409Conflict, $"{before.InstanceId} is {before.RuntimeStatus}: pause, resume or wait for it.");
        var (state, problem) = await runner.PrepareAsync(request, cancellationToken).ConfigureAwait(false);
        return state is null
            ? throw new RequestException(StatusCodes.Status400BadRequest, problem!)
            : new { id = await BackfillControl.StartAsync(client, name, before, state, cancellationToken).ConfigureAwait(false), inputs = state.Inputs.Count };
    }
}

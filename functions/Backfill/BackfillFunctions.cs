using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Serverless.Durable.Backfill;

namespace Serverless.Functions;

/// <summary>The one orchestration: a history is sent to a source in pieces, each an activity, for hours if need be, over restarts of the app.</summary>
/// <param name="runner">Runs the pieces.</param>
public sealed class BackfillFunctions(BackfillRunner runner)
{
    /// <summary>After so many pieces it begins anew, so that its history stays short.</summary>
    private const int PiecesPerRun = 20;

    private static readonly TaskOptions Retries = TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(5), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1)));

    /// <summary>Sends piece after piece; its custom status says how far it is.</summary>
    /// <param name="context">The orchestration.</param>
    /// <returns>Where it ended.</returns>
    [Function(nameof(Backfill))]
    public static async Task<BackfillState> Backfill([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var state = context.GetInput<BackfillState>()!;
        for (var piece = 0; piece < PiecesPerRun && !state.IsDone; piece++)
        {
            // An orchestration goes on in its own context, or its replay would differ.
            state = await context.CallActivityAsync<BackfillState>(nameof(BackfillPiece), state, Retries).ConfigureAwait(true);
            context.SetCustomStatus(BackfillProgress.Of(state));
        }

        if (!state.IsDone)
            context.ContinueAsNew(state);
        return state;
    }

    /// <summary>One piece.</summary>
    /// <param name="state">How far it has come.</param>
    /// <param name="cancellationToken">The worker stops; the piece is sent again then.</param>
    /// <returns>How far it has come now.</returns>
    [Function(nameof(BackfillPiece))]
    public Task<BackfillState> BackfillPiece([ActivityTrigger] BackfillState state, CancellationToken cancellationToken) => runner.RunPieceAsync(state, cancellationToken);

    /// <summary>The watchdog, every five minutes: an orchestration that stands still is left, and begun anew under another id.</summary>
    /// <param name="timer">The schedule.</param>
    /// <param name="client">Reaches the orchestrations.</param>
    /// <param name="cancellationToken">The worker stops.</param>
    [Function(nameof(BackfillWatch))]
    public static Task BackfillWatch([TimerTrigger("0 */5 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        new BackfillControl(TimeProvider.System).WatchAsync(client, cancellationToken);
}

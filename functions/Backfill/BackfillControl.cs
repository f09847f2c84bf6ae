using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Serverless.Durable.Backfill;

namespace Serverless.Functions;

/// <summary>
/// Starts, finds, pauses and resumes backfills. The instance <c>backfill-name-n</c> is the n-th try of one: an orchestration that got stuck is left for the next. Should the old one
/// come back, both send the same records, which the source's <c>Unique</c> drops.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class BackfillControl(TimeProvider time)
{
    private const string Prefix = "backfill-";

    /// <summary>A piece, with its retries, takes less.</summary>
    public static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(15);

    /// <summary>The name is part of ids: 1 to 40 lower-case letters and digits.</summary>
    public static bool IsName(string name) => name.Length is >= 1 and <= 40 && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter));

    /// <summary>The newest try; null where there is none.</summary>
    public static async Task<OrchestrationMetadata?> FindAsync(DurableTaskClient client, string name, CancellationToken cancellationToken)
    {
        OrchestrationMetadata? newest = null;

        // Metadata that was fetched without its inputs refuses to tell its custom status as well.
        var query = new OrchestrationQuery { InstanceIdPrefix = $"{Prefix}{name}-", FetchInputsAndOutputs = true };
        await foreach (var instance in client.GetAllInstancesAsync(query).WithCancellation(cancellationToken).ConfigureAwait(false))
            newest = newest is null || NumberOf(instance) > NumberOf(newest) ? instance : newest;
        return newest;
    }

    /// <summary>Starts the next try.</summary>
    /// <returns>Its id.</returns>
    public static Task<string> StartAsync(DurableTaskClient client, string name, OrchestrationMetadata? before, BackfillState state, CancellationToken cancellationToken) =>
        client.ScheduleNewOrchestrationInstanceAsync(
            nameof(BackfillFunctions.Backfill),
            state,
            new StartOrchestrationOptions(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{name}-{(before is null ? 0 : NumberOf(before) + 1)}")),
            cancellationToken);

    /// <summary>Goes on: a pause ends; what has failed, or was ended, is begun anew where it stood.</summary>
    public static async Task ResumeAsync(DurableTaskClient client, string name, OrchestrationMetadata instance, CancellationToken cancellationToken)
    {
        if (instance.RuntimeStatus is OrchestrationRuntimeStatus.Suspended)
            await client.ResumeInstanceAsync(instance.InstanceId, "resumed", cancellationToken).ConfigureAwait(false);
        else if (instance.RuntimeStatus is OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated)
            await BeginAnewAsync(client, name, instance, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins anew what has stood still.</summary>
    /// <returns>The names of these.</returns>
    public async Task<IReadOnlyList<string>> WatchAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var newest = new Dictionary<string, OrchestrationMetadata>(StringComparer.Ordinal);
        await foreach (var instance in client.GetAllInstancesAsync(new OrchestrationQuery { InstanceIdPrefix = Prefix }).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var name = NameOf(instance);
            newest[name] = newest.TryGetValue(name, out var other) && NumberOf(other) > NumberOf(instance) ? other : instance;
        }

        var stuck = newest.Where(each =>
            each.Value.RuntimeStatus is OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Pending && time.GetUtcNow() - each.Value.LastUpdatedAt >= StuckAfter).ToArray();
        foreach (var (name, instance) in stuck)
        {
            await client.TerminateInstanceAsync(instance.InstanceId, output: "stood still", cancellationToken).ConfigureAwait(false);
            await BeginAnewAsync(client, name, instance, cancellationToken).ConfigureAwait(false);
        }

        return [.. stuck.Select(each => each.Key)];
    }

    // The input is what the orchestration had when it last began anew: some pieces are sent a second time.
    private static async Task BeginAnewAsync(DurableTaskClient client, string name, OrchestrationMetadata instance, CancellationToken cancellationToken)
    {
        var whole = await client.GetInstanceAsync(instance.InstanceId, getInputsAndOutputs: true, cancellationToken).ConfigureAwait(false);
        if (whole?.ReadInputAs<BackfillState>() is { } state)
            await StartAsync(client, name, instance, state with { Restarts = state.Restarts + 1 }, cancellationToken).ConfigureAwait(false);
    }

    private static string NameOf(OrchestrationMetadata instance) => instance.InstanceId[Prefix.Length..instance.InstanceId.LastIndexOf('-')];

    private static int NumberOf(OrchestrationMetadata instance) =>
        int.TryParse(instance.InstanceId.AsSpan(instance.InstanceId.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;

namespace Serverless.Tests.Functions;

/// <summary>The client that the host binds to functions: entities, and orchestrations that a test moves by hand.</summary>
internal sealed class SimulatedDurableClient(SimulatedEntityClient entities) : DurableTaskClient("simulated")
{
    private readonly Dictionary<string, OrchestrationMetadata> _instances = [];

    public override DurableEntityClient Entities => entities;

    /// <summary>The orchestrations by id.</summary>
    public IReadOnlyDictionary<string, OrchestrationMetadata> Instances => _instances;

    /// <summary>Moves an orchestration to a status.</summary>
    public void Set(string instanceId, OrchestrationRuntimeStatus status, DateTimeOffset updated) => _instances[instanceId] = Copy(_instances[instanceId], status, updated);

    /// <summary>Gives an orchestration a custom status.</summary>
    public void Tell(string instanceId, object status) =>
        _instances[instanceId] = new OrchestrationMetadata("", instanceId)
        {
            RuntimeStatus = _instances[instanceId].RuntimeStatus,
            SerializedInput = _instances[instanceId].SerializedInput,
            SerializedCustomStatus = JsonSerializer.Serialize(status),
        };

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        var id = options!.InstanceId!;
        _instances[id] = new OrchestrationMetadata(orchestratorName.Name, id) { RuntimeStatus = OrchestrationRuntimeStatus.Pending, SerializedInput = JsonSerializer.Serialize(input) };
        return Task.FromResult(id);
    }

    public override Task TerminateInstanceAsync(string instanceId, object? output, CancellationToken cancellation = default) =>
        Move(instanceId, OrchestrationRuntimeStatus.Terminated);

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => Move(instanceId, OrchestrationRuntimeStatus.Suspended);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) => Move(instanceId, OrchestrationRuntimeStatus.Running);

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult(_instances.GetValueOrDefault(instanceId));

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        new OnePage([.. _instances.Values.Where(instance => instance.InstanceId.StartsWith(filter?.InstanceIdPrefix ?? "", StringComparison.Ordinal))
            .Select(instance => filter is { FetchInputsAndOutputs: true } ? instance : WithoutData(instance))]);

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static OrchestrationMetadata Copy(OrchestrationMetadata instance, OrchestrationRuntimeStatus status, DateTimeOffset updated) =>
        new(instance.Name, instance.InstanceId) { RuntimeStatus = status, LastUpdatedAt = updated, SerializedInput = instance.SerializedInput, SerializedCustomStatus = instance.SerializedCustomStatus };

    private static OrchestrationMetadata WithoutData(OrchestrationMetadata instance) =>
        new(instance.Name, instance.InstanceId) { RuntimeStatus = instance.RuntimeStatus, LastUpdatedAt = instance.LastUpdatedAt };

    private Task Move(string instanceId, OrchestrationRuntimeStatus status)
    {
        Set(instanceId, status, _instances[instanceId].LastUpdatedAt);
        return Task.CompletedTask;
    }

    private sealed class OnePage(IReadOnlyList<OrchestrationMetadata> instances) : AsyncPageable<OrchestrationMetadata>
    {
        public override async IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = default, int? pageSizeHint = default)
        {
            await Task.CompletedTask;
            yield return new Page<OrchestrationMetadata>(instances);
        }
    }
}

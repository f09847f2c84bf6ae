// Package: Microsoft.DurableTask.Abstractions 1.25.0.
// Source: microsoft/durabletask-dotnet ec41350, src/Abstractions/Internal. The base of DurableTaskClient.
namespace Microsoft.DurableTask.Internal;

public interface IOrchestrationSubmitter
{
    Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default);
}

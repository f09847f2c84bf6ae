using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Serverless.Tests.Functions;

/// <summary>One run of an orchestration, with input, activities and status as JSON, as the worker has them.</summary>
internal sealed class SimulatedOrchestration(string input, Func<string, string, Task<object?>> activity) : TaskOrchestrationContext
{
    /// <summary>What it begins anew with; null where it has ended.</summary>
    public string? Anew { get; private set; }

    /// <summary>The last custom status.</summary>
    public string? Status { get; private set; }

    public override TaskName Name => "orchestration";

    public override string InstanceId => "instance";

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => DateTime.UnixEpoch;

    public override bool IsReplaying => false;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public override T? GetInput<T>()
        where T : default => JsonSerializer.Deserialize<T>(input);

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null) =>
        JsonSerializer.Deserialize<TResult>(JsonSerializer.Serialize(await activity(name.Name, JsonSerializer.Serialize(input))))!;

    public override void SetCustomStatus(object? customStatus) => Status = JsonSerializer.Serialize(customStatus);

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => Anew = JsonSerializer.Serialize(newInput);

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null) => throw new NotSupportedException();

    public override Guid NewGuid() => throw new NotSupportedException();
}

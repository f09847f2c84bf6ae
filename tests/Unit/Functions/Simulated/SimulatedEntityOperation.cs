using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace Serverless.Tests.Functions;

/// <summary>One operation of an entity, with input and state as JSON, as the worker has them.</summary>
internal sealed class SimulatedEntityOperation(EntityInstanceId id, string name, string input, string? state) : TaskEntityOperation
{
    private readonly StateText _state = new(state);

    public override string Name => name;

    public override TaskEntityContext Context { get; } = new ContextOf(id);

    public override TaskEntityState State => _state;

    public override bool HasInput => true;

    /// <summary>The state after the operation.</summary>
    public string? StateJson => _state.Json;

    public override object? GetInput(Type inputType) => JsonSerializer.Deserialize(input, inputType);

    private sealed class StateText(string? json) : TaskEntityState
    {
        public string? Json { get; private set; } = json;

        public override bool HasState => Json is not null;

        public override object? GetState(Type type) => Json is null ? null : JsonSerializer.Deserialize(Json, type);

        public override void SetState(object? state) => Json = state is null ? null : JsonSerializer.Serialize(state);
    }

    private sealed class ContextOf(EntityInstanceId id) : TaskEntityContext
    {
        public override EntityInstanceId Id => id;

        public override void SignalEntity(EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null) =>
            throw new NotSupportedException();

        public override string ScheduleNewOrchestration(TaskName name, object? input = null, StartOrchestrationOptions? options = null) =>
            throw new NotSupportedException();
    }
}

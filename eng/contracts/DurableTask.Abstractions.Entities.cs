// Package: Microsoft.DurableTask.Abstractions 1.25.0.
// Source: microsoft/durabletask-dotnet ec41350, src/Abstractions/Entities. What functions/ and its tests use.
// TaskEntity dispatches as the real one does, since tests run the entity: a public method of the operation's name, in any case, with the input as
// its parameter; the state is written back when it returns, and not when it throws.
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Microsoft.DurableTask.Entities;

public readonly record struct EntityInstanceId
{
    public EntityInstanceId(string name, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(key);
        if (name.Contains('@'))
            throw new ArgumentException("entity names may not contain `@` characters.", nameof(name));
        Name = name.ToLowerInvariant();
        Key = key;
    }

    public string Name { get; }

    public string Key { get; }

    public override string ToString() => $"@{Name}@{Key}";
}

public record SignalEntityOptions
{
    public DateTimeOffset? SignalTime { get; init; }
}

public interface ITaskEntity
{
    ValueTask<object?> RunAsync(TaskEntityOperation operation);
}

public abstract class TaskEntityOperation
{
    public abstract string Name { get; }

    public abstract TaskEntityContext Context { get; }

    public abstract TaskEntityState State { get; }

    public abstract bool HasInput { get; }

    public virtual T? GetInput<T>() => (T?)GetInput(typeof(T));

    public abstract object? GetInput(Type inputType);
}

public abstract class TaskEntityContext
{
    public abstract EntityInstanceId Id { get; }

    public abstract void SignalEntity(EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null);

    public abstract string ScheduleNewOrchestration(TaskName name, object? input = null, StartOrchestrationOptions? options = null);
}

public abstract class TaskEntityState
{
    public abstract bool HasState { get; }

    public abstract object? GetState(Type type);

    public abstract void SetState(object? state);
}

public abstract class TaskEntity<TState> : ITaskEntity
{
    protected TState State { get; set; } = default!;

    protected TaskEntityContext Context { get; private set; } = null!;

    public ValueTask<object?> RunAsync(TaskEntityOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Context = operation.Context;
        State = operation.State.GetState(typeof(TState)) is { } state ? (TState)state : InitializeState(operation);
        var method = GetType().GetMethod(operation.Name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)
            ?? throw new NotSupportedException($"No suitable method found for entity operation '{operation.Name}'.");
        object? result;
        try
        {
            result = method.Invoke(this, [.. method.GetParameters().Select(parameter => operation.GetInput(parameter.ParameterType))]);
        }
        catch (TargetInvocationException failure) when (failure.InnerException is not null)
        {
            ExceptionDispatchInfo.Capture(failure.InnerException).Throw();
            throw;
        }

        operation.State.SetState(State);
        return new ValueTask<object?>(result);
    }

    protected virtual TState InitializeState(TaskEntityOperation entityOperation) => Activator.CreateInstance<TState>();
}

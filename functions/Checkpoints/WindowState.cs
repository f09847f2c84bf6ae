using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;

namespace Serverless.Functions;

/// <summary>
/// The durable entity of a shard: it owns the shard's position and state. Its one operation accepts a checkpoint or does nothing, by the rule
/// that all stores share; so signals may be lost, repeated, reordered or come from a zombie.
/// </summary>
/// <param name="time">The store's clock: it refuses what has expired.</param>
public sealed class WindowState(TimeProvider time) : TaskEntity<WindowStateData>
{
    /// <summary>The function that the host calls with the entity's operations.</summary>
    /// <param name="dispatcher">Loads the state, runs the operation, stores the state.</param>
    [Function(nameof(WindowState))]
    public static Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher)
    {
        ArgumentNullException.ThrowIfNull(dispatcher);
        return dispatcher.DispatchAsync<WindowState>();
    }

    /// <summary>Accepts a checkpoint, or does nothing.</summary>
    /// <param name="signal">The checkpoint on offer.</param>
    public void Save(SaveSignal signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        State = WindowStateData.Of(State.ToStored().Apply(signal.ToSave(), time.GetUtcNow()));
    }

    /// <inheritdoc/>
    protected override WindowStateData InitializeState(TaskEntityOperation entityOperation) => new();
}

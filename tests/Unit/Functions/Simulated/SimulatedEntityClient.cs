using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Serverless.Functions;

namespace Serverless.Tests.Functions;

/// <summary>
/// Entities in memory that run the real entity's code, one operation at a time, on states and inputs in JSON. Signals may be held back, lost, sent twice,
/// or go to an entity that is stuck.
/// </summary>
internal sealed class SimulatedEntityClient(TimeProvider time) : DurableEntityClient("simulated")
{
    private readonly Lock _gate = new();
    private readonly Dictionary<EntityInstanceId, string> _states = [];
    private readonly List<(EntityInstanceId Id, string Operation, string Input)> _held = [];

    /// <summary>What becomes of a signal: how many times it arrives. By default once.</summary>
    public Func<EntityInstanceId, int> Copies { get; set; } = _ => 1;

    /// <summary>Whether signals wait for <see cref="Deliver"/>.</summary>
    public bool HoldsBack { get; set; }

    public int Signals { get; private set; }

    public int Reads { get; private set; }

    /// <summary>The states by entity, as JSON.</summary>
    public IReadOnlyDictionary<EntityInstanceId, string> States => _states;

    /// <summary>Delivers what was held back, in an order of the test's choice.</summary>
    public void Deliver(Func<int, int> order)
    {
        lock (_gate)
        {
            foreach (var index in Enumerable.Range(0, _held.Count).OrderBy(order).ToArray())
                Run(_held[index].Id, _held[index].Operation, _held[index].Input);
            _held.Clear();
        }
    }

    public override Task SignalEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            Signals++;
            var json = JsonSerializer.Serialize(input);
            for (var copy = Copies(id); copy > 0; copy--)
            {
                if (HoldsBack)
                    _held.Add((id, operationName, json));
                else
                    Run(id, operationName, json);
            }
        }

        return Task.CompletedTask;
    }

    public override Task<EntityMetadata<T>?> GetEntityAsync<T>(EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            Reads++;
            return Task.FromResult(_states.TryGetValue(id, out var json) ? new EntityMetadata<T>(id, JsonSerializer.Deserialize<T>(json)) : null);
        }
    }

    public override Task<EntityMetadata?> GetEntityAsync(EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null) => throw new NotSupportedException();

    public override AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null) => throw new NotSupportedException();

    public override Task<CleanEntityStorageResult> CleanEntityStorageAsync(
        CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    private void Run(EntityInstanceId id, string operation, string input)
    {
        var run = new SimulatedEntityOperation(id, operation, input, _states.GetValueOrDefault(id));
        var done = new WindowState(time).RunAsync(run);
        if (!done.IsCompletedSuccessfully)
            throw new InvalidOperationException($"{id} did not end {operation} at once.");
        _states[id] = run.StateJson!;
    }
}

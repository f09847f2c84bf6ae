namespace Serverless.Tests.Simulation.Cluster;

/// <summary>
/// Who owns which partition, as a consumer group decides it: an owner hears of a change only at its next batch, and works on till then. In seeds without a group everybody owns everything.
/// </summary>
internal sealed class SimulatedGroup(SimulatedWorld world)
{
    private readonly SortedDictionary<(string Topic, int Partition), SimulatedInstance> _owners = [];

    public bool Owns(SimulatedInstance instance, string topic, int partition)
    {
        if (!world.Scenario.IsGrouped)
        {
            return true;
        }

        if (!_owners.TryGetValue((topic, partition), out var owner) || owner.IsDead || (owner.IsPaused && owner != instance))
        {
            // Its session has ended.
            _owners[(topic, partition)] = owner = instance;
            world.Scheduler.Note($"{topic}/{partition} goes to {instance.Name}");
        }

        return owner == instance;
    }

    /// <summary>A rebalance takes a partition from its owner.</summary>
    public void MoveOne()
    {
        if (_owners.Count == 0 || world.Living.Count == 0)
        {
            return;
        }

        var random = world.Scheduler.Random;
        var (place, owner) = _owners.ElementAt(random.Next(_owners.Count));
        var next = world.Living[random.Next(world.Living.Count)];
        _owners[place] = next;
        world.Scheduler.Note($"{place.Topic}/{place.Partition} moves from {owner.Name} to {next.Name}");
    }
}

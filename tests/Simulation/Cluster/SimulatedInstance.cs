namespace Serverless.Tests.Simulation.Cluster;

/// <summary>A process: it can die, and it can stand still for a while and go on as a zombie.</summary>
internal sealed class SimulatedInstance(string name, SimulatedScheduler scheduler, double faultRate)
{
    public string Name { get; } = name;

    public bool IsDead { get; private set; }

    public int PausedUntil { get; private set; }

    /// <summary>How likely a fault is at an await; 0 for the last process, once it is to finish.</summary>
    public double FaultRate { get; set; } = faultRate;

    /// <summary>Whether it may die or stand still; its operations may fail all the same.</summary>
    public bool IsMortal { get; init; } = true;

    public SimulatedScheduler Scheduler => scheduler;

    /// <summary>An await: others may run, and this process may die or stand still here.</summary>
    public async Task StepAsync(string point)
    {
        await scheduler.StepAsync(this, point).ConfigureAwait(false);
        if (!IsMortal || scheduler.Random.NextDouble() >= FaultRate)
        {
            return;
        }

        switch (scheduler.Random.Next(4))
        {
            case 0:
                scheduler.Note($"{Name} dies at {point}");
                IsDead = true;
                await scheduler.StepAsync(this, point).ConfigureAwait(false);
                break;
            case 1:
                PausedUntil = scheduler.Steps + scheduler.Random.Next(50, 600);
                scheduler.Note($"{Name} stands still at {point} until step {PausedUntil}");
                await scheduler.StepAsync(this, point).ConfigureAwait(false);
                break;
            default:
                break;
        }
    }

    /// <summary>Whether the operation fails, and how much of it is done.</summary>
    public OperationFault Fault(string point)
    {
        if (scheduler.Random.NextDouble() >= FaultRate)
        {
            return OperationFault.None;
        }

        var fault = (OperationFault)scheduler.Random.Next(1, 5);
        scheduler.Note($"{Name}: {fault} at {point}");
        return fault;
    }

    public void Kill() => IsDead = true;
}

using Serverless.Tests.Simulation.Faults;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>A process: it can die, and it can stand still for a while and go on as a zombie.</summary>
internal sealed class SimulatedInstance(string name, SimulatedWorld world, double faultRate)
{
    public string Name { get; } = name;

    /// <summary>The sources' epoch when it started.</summary>
    public int Epoch { get; } = world.Epoch;

    /// <summary>Of the version that it runs.</summary>
    public int DeployRevision { get; } = world.DeployRevision;

    /// <summary>Whether there is a newer epoch, or a newer version.</summary>
    public bool IsOutdated => Epoch < world.Epoch || DeployRevision < world.DeployRevision;

    public bool IsDead { get; private set; }

    public int PausedUntil { get; private set; }

    public bool IsPaused => PausedUntil > Scheduler.Steps;

    /// <summary>How likely a fault is at an await; 0 for the last process, once it is to finish.</summary>
    public double FaultRate { get; set; } = faultRate;

    /// <summary>Whether it may die or stand still; its operations may fail all the same.</summary>
    public bool IsMortal { get; init; } = true;

    public SimulatedScheduler Scheduler => world.Scheduler;

    /// <summary>Runs one more Clock for a while.</summary>
    public Action StartClock { get; set; } = () => { };

    /// <summary>An await: others may run, and anything of <see cref="FaultTable"/> may happen here.</summary>
    /// <returns>What is to happen to the operation itself.</returns>
    public async Task<FaultKind> StepAsync(AwaitPoint point)
    {
        await Scheduler.StepAsync(this, point).ConfigureAwait(false);
        if (Scheduler.Random.NextDouble() >= FaultRate)
        {
            return FaultKind.None;
        }

        var fault = FaultTable.Draw(point, Scheduler.Random);
        if (!IsMortal && fault is FaultKind.Crash or FaultKind.Pause)
        {
            return FaultKind.None;
        }

        world.Coverage.Hit(point, fault);
        Scheduler.Note($"{Name}: {fault} at {point}");
        return await SufferAsync(point, fault).ConfigureAwait(false);
    }

    public void Kill() => IsDead = true;

    private async Task<FaultKind> SufferAsync(AwaitPoint point, FaultKind fault)
    {
        var random = Scheduler.Random;
        switch (fault)
        {
            case FaultKind.Crash:
                IsDead = true;
                await Scheduler.StepAsync(this, point).ConfigureAwait(false);
                break;
            case FaultKind.Pause:
                PausedUntil = Scheduler.Steps + random.Next(50, 600);
                await Scheduler.StepAsync(this, point).ConfigureAwait(false);
                break;
            case FaultKind.Delay:
                await Scheduler.StepAsync(this, point, delay: TimeSpan.FromMilliseconds(random.Next(20, 1_500))).ConfigureAwait(false);
                break;
            case FaultKind.Reorder:
                await Scheduler.StepAsync(this, point, isLast: true).ConfigureAwait(false);
                break;
            case FaultKind.MovePartition:
                world.Group.MoveOne();
                break;
            case FaultKind.KillEntity:
                world.KillEntity();
                break;
            case FaultKind.SwapModel:
                world.SwapModel();
                break;
            case FaultKind.SecondClock:
                StartClock();
                break;
            default:
                return fault;
        }

        return FaultKind.None;
    }
}

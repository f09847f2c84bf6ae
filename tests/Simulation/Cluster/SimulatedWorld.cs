using Serverless.Durable.Ports;
using Serverless.Streams;
using Serverless.Streams.Plan;
using Serverless.Tests.Simulation.Faults;
using Serverless.Tests.Simulation.Pipeline;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>What all processes of a run share.</summary>
internal sealed class SimulatedWorld
{
    private readonly Func<ProtocolRule, int, PipelinePlan> _plan;
    private int _started;

    /// <param name="scenario">What kind of run it is.</param>
    /// <param name="broken">The rules that are broken.</param>
    /// <param name="plan">The plan of the n-th process.</param>
    /// <param name="before">The world of the pipeline whose outputs this one reads: log and time go on.</param>
    public SimulatedWorld(Scenario scenario, ProtocolRule broken, Func<ProtocolRule, int, PipelinePlan> plan, SimulatedWorld? before = null)
    {
        (Scenario, Plan, Unbroken, _plan) = (scenario, plan(broken, 0), plan(ProtocolRule.None, 0), plan);
        Scheduler = before?.Scheduler ?? new SimulatedScheduler(scenario.Seed);
        Storage = before?.Storage ?? new SimulatedStorage { Broken = broken };
        Coverage = before?.Coverage ?? new Coverage();
        Models = Plan.Model is { } model ? new SimulatedModels(model.Features.Length) : null;
        Group = new SimulatedGroup(this);
        foreach (var topic in Plan.OwnedTopics)
        {
            Storage.Create(topic, Plan.Shards);
        }
    }

    public Scenario Scenario { get; }

    public PipelinePlan Plan { get; }

    /// <summary>The same plan with all rules kept: what oracles fold with.</summary>
    public PipelinePlan Unbroken { get; }

    public SimulatedScheduler Scheduler { get; }

    public SimulatedStorage Storage { get; }

    /// <summary>Null in a pipeline without a model.</summary>
    public SimulatedModels? Models { get; }

    public SimulatedGroup Group { get; }

    public Coverage Coverage { get; }

    /// <summary>All that were started and have not died.</summary>
    public List<SimulatedInstance> Living { get; } = [];

    /// <summary>The plan of the process that starts now: for all the same, unless cleansing is broken.</summary>
    public PipelinePlan NextPlan() => Plan.Keeps(ProtocolRule.CleansingIsFixed) ? Plan : _plan(Plan.Broken, _started++);

    /// <summary>What lands later without a process that waits for it.</summary>
    public async Task LaterAsync(int mostSteps, Action land)
    {
        var network = new SimulatedInstance("network", this, 0);
        for (var steps = Scheduler.Random.Next(1, mostSteps); steps > 0; steps--)
        {
            await Scheduler.StepAsync(network, AwaitPoint.Acknowledge).ConfigureAwait(false);
        }

        land();
    }

    /// <summary>Takes all records of a keyed partition away whose checkpoint stands well above.</summary>
    /// <returns>Whether there is one.</returns>
    public bool LoseLog()
    {
        // Far enough that what is still on its way does not fill the gap.
        const int Enough = 30;
        foreach (var (shard, checkpoint) in Storage.Checkpoints)
        {
            // The storage of a chain has those of the pipeline before, too, which nobody runs any more.
            if (checkpoint.Position >= Enough && Plan.Keys.Any(key => key.Topic == shard.Topic))
            {
                Storage.Partition(shard.Topic, shard.Number).Clear();
                Scheduler.Note($"{shard} has lost its records; its checkpoint is {checkpoint.Position}");
                return true;
            }
        }

        return false;
    }

    /// <summary>The store wants another version.</summary>
    public void SwapModel()
    {
        if (Models is not null)
        {
            Models.Revision++;
        }
    }

    /// <summary>A shard's entity takes nothing for a while; what is on its way to it meanwhile is lost.</summary>
    public void KillEntity()
    {
        var shard = new ShardId(Plan.Keys[Scheduler.Random.Next(Plan.Keys.Length)].Topic, Scheduler.Random.Next(Plan.Shards));
        Storage.StuckUntil[shard] = Scheduler.Time.GetUtcNow().AddMilliseconds(Scheduler.Random.Next(200, 4_000));
        Scheduler.Note($"the entity of {shard} is stuck until {Storage.StuckUntil[shard]:mm:ss.fff}");
    }
}

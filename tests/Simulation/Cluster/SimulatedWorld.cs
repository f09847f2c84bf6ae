using Serverless.Durable.Ports;
using Serverless.Streams;
using Serverless.Streams.Plan;
using Serverless.Tests.Simulation.Faults;
using Serverless.Tests.Simulation.Pipeline;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>What all processes of a run share.</summary>
internal sealed class SimulatedWorld
{
    private readonly PlanOfProcess _plan;
    private PipelinePlan? _newPlan;
    private int _started;

    /// <param name="scenario">What kind of run it is.</param>
    /// <param name="broken">The rules that are broken.</param>
    /// <param name="plan">The plan of the n-th process.</param>
    /// <param name="before">The world of the pipeline whose outputs this one reads: log and time go on.</param>
    public SimulatedWorld(Scenario scenario, ProtocolRule broken, PlanOfProcess plan, SimulatedWorld? before = null)
    {
        (Scenario, Plan, Unbroken, _plan) = (scenario, plan(broken, 0, isNew: false), plan(ProtocolRule.None, 0, isNew: false), plan);
        Scheduler = before?.Scheduler ?? new SimulatedScheduler(scenario.Seed);
        Storage = before?.Storage ?? new SimulatedStorage { Broken = broken };
        Coverage = before?.Coverage ?? new Coverage();
        Models = Plan.Model is { } model ? new SimulatedModels(model.Features.Length, Plan.Tables[0]) : null;
        Group = new SimulatedGroup(this);
        foreach (var topic in Plan.OwnedTopics)
        {
            Storage.Create(topic, Plan.Shards);
        }
    }

    /// <summary>The epoch of the sources; a second one begins empty, while who knows the first one alone still sees that.</summary>
    public int Epoch { get; private set; } = 1;

    /// <summary>How many versions were deployed.</summary>
    public int DeployRevision { get; private set; } = 1;

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

    /// <summary>The plan of the process that starts now: for all of a version the same, unless cleansing is broken.</summary>
    public PipelinePlan NextPlan() =>
        !Plan.Keeps(ProtocolRule.CleansingIsFixed) ? _plan(Plan.Broken, _started++, IsNew)
        : IsNew ? _newPlan ??= _plan(Plan.Broken, 0, isNew: true)
        : Plan;

    /// <summary>Who starts from now on has the new version.</summary>
    public void Deploy() => Scheduler.Note($"revision {++DeployRevision} is deployed");

    private bool IsNew => DeployRevision > 1;

    /// <summary>The name under which the storage holds a topic of an epoch.</summary>
    public string PlaceOf(string topic, int epoch) => epoch > 1 && Plan.Sources.Any(source => source.Topic == topic) ? $"{topic}@{epoch}" : topic;

    /// <summary>The places of the sources now.</summary>
    public IEnumerable<string> Sources => Plan.Sources.Select(source => PlaceOf(source.Topic, Epoch));

    /// <summary>The sources are empty, at offset 0, and of the next epoch.</summary>
    public void BeginAnew()
    {
        Epoch++;
        foreach (var source in Plan.Sources)
        {
            Storage.Create(PlaceOf(source.Topic, Epoch), Storage.Topics[source.Topic]);
        }

        Scheduler.Note($"the sources begin anew with epoch {Epoch}");
    }

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

    /// <summary>Takes records of a keyed partition away that somebody needs: all, where its checkpoint stands well above, or those below the start.</summary>
    /// <returns>Whether there is one.</returns>
    public bool LoseLog()
    {
        // Far enough that what is still on its way does not fill the gap.
        const int Enough = 30;
        foreach (var shard in Storage.Entities.Shards)
        {
            var checkpoint = Storage.Entities.Newest(shard);
            if (checkpoint.Position >= Enough)
            {
                var records = Storage.Partition(shard.Topic, shard.Number);
                if (records.Count > checkpoint.Position + 1 && Scheduler.Random.Next(2) == 0)
                {
                    Storage.Starts[(shard.Topic, shard.Number)] = checkpoint.Position + 1;
                }
                else
                {
                    records.Clear();
                }

                Scheduler.Note($"{shard} has lost its records; its checkpoint is {checkpoint.Position}, it holds {Storage.Starts.GetValueOrDefault((shard.Topic, shard.Number))} to {records.Count}");
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

    /// <summary>A shard's entity takes nothing for a while, or never again.</summary>
    public void KillEntity()
    {
        var shard = new ShardId(Plan.Keys[Scheduler.Random.Next(Plan.Keys.Length)].Topic, Scheduler.Random.Next(Plan.Shards));
        var isForGood = Scenario.LeavesEntities && Scheduler.Random.Next(2) == 0;
        var until = Scheduler.Time.GetUtcNow().AddMilliseconds(isForGood ? 1e9 : Scheduler.Random.Next(200, 4_000));
        Storage.Entities.Stop(shard, until);
        Scheduler.Note($"the entity of {shard} is stuck {(isForGood ? "for good" : $"until {until:mm:ss.fff}")}");
    }
}

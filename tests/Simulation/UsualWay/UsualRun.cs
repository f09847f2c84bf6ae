using System.Text.Json;
using Serverless.Streams.Plan;
using Serverless.Tests.Simulation.Cluster;
using Serverless.Tests.Simulation.Pipeline;

namespace Serverless.Tests.Simulation.UsualWay;

/// <summary>One seed of the usual way: the same sources, the same scheduler, the same faults; then one undisturbed process finishes the work.</summary>
internal static class UsualRun
{
    private const int MaxSteps = 60_000;

    public static Tally Run(int seed, bool retries)
    {
        var scenario = Scenario.Of(seed);
        var world = new SimulatedWorld(scenario, ProtocolRule.None, (broken, process, isNew) => Simulated.Plan(scenario, broken, process, isNew));
        var entities = new UsualEntities();
        Workload.CreateTopics(world.Storage);
        void Launch(SimulatedInstance instance, bool isLast)
        {
            world.Living.Add(instance);
            new UsualHost(world, instance, entities, retries, isLast).Start();
        }

        new Disturbance(world, new Workload(scenario).Records, instance => Launch(instance, isLast: false), mayChange: false).Run();
        var last = new SimulatedInstance("last", world, 0);
        Launch(last, isLast: true);
        world.Scheduler.Run(() => world.Storage.IsDrained([Simulated.Events]), MaxSteps);
        last.Kill();
        return TallyOf(world, entities);
    }

    /// <summary>A copy that the source itself holds is no fault of this way: it is expected to count, and to come out, as often.</summary>
    private static Tally TallyOf(SimulatedWorld world, UsualEntities entities)
    {
        var events = Enumerable.Range(0, world.Storage.Topics[Simulated.Events])
            .SelectMany(partition => world.Storage.Partition(Simulated.Events, partition)).Select(record => UsualEvents.Read(world.Plan, record)).OfType<SimulatedEvent>().ToList();
        var outputs = world.Storage.Partition(world.Plan.Predictions, 0).CountBy(record => JsonSerializer.Deserialize<string>(record.Value.Span)!).ToDictionary();
        var copies = events.CountBy(good => good.Id).ToList();
        var truth = events.SelectMany(good => new[] { good.Customer, good.Terminal }).CountBy(key => key).ToList();
        return new Tally(
            copies.Count,
            Lost: copies.Count(id => !outputs.ContainsKey(id.Key)),
            Doubled: copies.Sum(id => Math.Max(0, outputs.GetValueOrDefault(id.Key) - id.Value)),
            truth.Count,
            Wrong: truth.Count(key => entities.Counts.GetValueOrDefault(key.Key) != key.Value));
    }
}

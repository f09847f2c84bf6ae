using Serverless.Benchmarks;
using Serverless.Durable.Telemetry;

namespace Serverless.Tests.Unit.LocalTesting;

/// <summary>What is alive after hostile records went through cleansing and the keyed stage. Alone, since it counts the bytes of the whole process.</summary>
[CollectionDefinition(nameof(PoisonMemoryTests), DisableParallelization = true)]
[Collection(nameof(PoisonMemoryTests))]
public sealed class PoisonMemoryTests : IDisposable
{
    private const int Rounds = 3;
    private const int Round = 4_000;
    private const long Most = 1_000_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("serverless-poison-").FullName;

    /// <summary>
    /// 250 bytes kept of each record would show in every round; what the rest of the process happens to allocate does not come three times.
    /// The first round is not counted: it fills the buffers of a batch.
    /// </summary>
    [Fact]
    public async Task Live_memory_does_not_grow_with_the_number_of_hostile_records()
    {
        var shard = new OneShard(new PoisonedPurchases().Build(), _folder, HostilePurchases.Of);
        await using var open = shard;
        var (growth, before) = (new List<long>(), 0L);
        for (var round = 0; round <= Rounds; round++)
        {
            await shard.FeedAsync(Enumerable.Range(round * Round, Round));
            await shard.CheckpointAsync();
            var alive = GC.GetTotalMemory(forceFullCollection: true);
            growth.Add(alive - before);
            before = alive;
        }

        Assert.True(growth.Skip(1).Min() < Most, $"every {Round} hostile records left bytes behind: {string.Join(", ", growth)}");
        var (all, poison) = ((Rounds + 1) * Round, HostilePurchases.PoisonOf((Rounds + 1) * Round));
        Assert.Equal((poison, all - poison), (shard.Services.Counters.Total(PipelineCounters.Dead), shard.Services.Counters.Total(PipelineCounters.Predictions)));
        Assert.Equal(["decode", "error", "size"], shard.Services.Counters.Details(PipelineCounters.Dead).Keys);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

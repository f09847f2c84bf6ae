using Serverless.Durable.Checkpoints;

namespace Serverless.Tests.Unit.Durable;

/// <summary>Whatever is offered, lost, spilled and merged: what the store holds is the state of its position.</summary>
public sealed class CheckpointProperties
{
    private const int Seeds = 5;

    [Fact]
    public async Task A_shard_loaded_at_any_point_goes_on_as_if_it_had_never_stopped()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var (kept, whole) = (await KeptShard.LoadAsync(seed: seed), await KeptShard.LoadAsync(seed: seed));
            kept.Run(1);
            await kept.Keeper.ConfirmAsync(1, default);
            for (var step = 0; step < 60; step++)
            {
                kept.Run(random.Next(250));
                kept.Store.Losing = random.Next(3) == 0 ? 1 : 0;
                if (random.Next(3) > 0)
                {
                    await kept.OfferAsync();
                }

                if (random.Next(4) == 0)
                {
                    await kept.ReloadAsync();
                    whole = await KeptShard.LoadAsync(seed: seed);
                    whole.Run((int)kept.Fold.Position);
                    Assert.True(whole.State() == kept.State(), $"seed {seed}, step {step}: the state at {kept.Fold.Position} differs");
                }
            }

            Assert.True(kept.Store.Segments.Count > 1, $"seed {seed}: nothing was spilled and merged");
        }
    }

    [Fact]
    public async Task A_zombie_beside_the_owner_is_told_or_ignored()
    {
        var owner = await KeptShard.LoadAsync();
        owner.Run(5);
        await owner.OfferAsync();
        var zombie = owner.Keeper;
        await owner.ReloadAsync();
        owner.Run(5);
        await owner.OfferAsync();

        await Assert.ThrowsAsync<ShardTakenException>(async () => await zombie.OfferAsync(6, default));
        Assert.Equal(10, owner.Store.Stored.Position);
    }
}

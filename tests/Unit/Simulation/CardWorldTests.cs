using Serverless.Local.Simulation.World;

namespace Serverless.Tests.Unit.Simulation;

public sealed class CardWorldTests
{
    private static readonly WorldOptions Small = new() { Customers = 300, Terminals = 600, Radius = 8, Seed = 5 };

    [Fact]
    public void A_range_can_be_cut_anywhere()
    {
        CardWorld world = new(Small);

        Assert.Equal(new CardWorld(Small).Range(10, 40), [.. world.Range(10, 25), .. world.Range(25, 40)]);
    }

    [Fact]
    public void A_customer_alone_pays_what_it_pays_among_all()
    {
        CardWorld world = new(Small);
        var all = world.Day(20);

        foreach (var customer in new[] { 299, 0, 150, 17 })
        {
            Assert.Equal(all.Where(payment => payment.Id.Customer == customer), new CardWorld(Small).CustomerDay(customer, 20));
        }
    }

    [Fact]
    public async Task Threads_make_the_same_world()
    {
        CardWorld world = new(Small);

        var days = await Task.WhenAll(Enumerable.Range(0, 16).Select(day => Task.Run(() => world.Day(day))));

        Assert.Equal(new CardWorld(Small).Range(0, 16), days.SelectMany(day => day));
    }

    [Fact]
    public void Payments_come_by_time_then_id_within_their_day()
    {
        CardWorld world = new(Small);

        var day = world.Day(3);

        Assert.Equal(day.OrderBy(payment => payment.Time).ThenBy(payment => payment.Id), day);
        Assert.All(day, payment => Assert.InRange(payment.Time, world.StartOf(3) + 1000, world.StartOf(4) - 1000));
        Assert.All(day, payment => Assert.Equal(0, payment.Time % 1000));
        Assert.All(day, payment => Assert.Equal(3, world.DayOf(payment.Time)));
    }

    [Fact]
    public void Customers_use_all_terminals_in_reach_and_no_other()
    {
        CardWorld world = new(Small);

        for (var customer = 0; customer < Small.Customers; customer++)
        {
            var near = Enumerable.Range(0, Small.Terminals).Where(terminal => world.Distance(customer, terminal) < 800);
            Assert.Equal(near, world.Reach(customer).ToArray().Where(terminal => world.Distance(customer, terminal) != 800));
        }
    }

    [Fact]
    public void Nobody_in_reach_means_no_payments()
    {
        CardWorld world = new(Small with { Radius = 0.01 });

        Assert.All(world.Range(0, 5), payment => Assert.False(world.Reach(payment.Id.Customer).IsEmpty));
        Assert.Contains(Enumerable.Range(0, Small.Customers), customer => world.Reach(customer).IsEmpty);
    }

    [Fact]
    public void Another_seed_is_another_world() =>
        Assert.NotEqual(new CardWorld(Small).Day(0), new CardWorld(Small with { Seed = 6 }).Day(0));

    [Theory]
    [InlineData(2, 600, 5, "Customers")]
    [InlineData(300, 1, 5, "Terminals")]
    [InlineData(300, 600, 0, "Radius")]
    [InlineData(300, 600, double.NaN, "Radius")]
    public void Sizes_out_of_range_are_refused_by_name(int customers, int terminals, double radius, string name)
    {
        var refused = Assert.Throws<ArgumentException>(() => new CardWorld(new() { Customers = customers, Terminals = terminals, Radius = radius }));

        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }
}

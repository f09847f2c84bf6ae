using Serverless.Local.Simulation.World;

namespace Serverless.Tests.Unit.Simulation;

public sealed class FraudTests
{
    private static readonly DayFrauds Nothing = new(new HashSet<int>(), new Dictionary<PaymentId, int>());
    private static readonly PaymentId Id = new(1, 2, 3);

    [Theory]
    [InlineData(220_00, FraudScenario.None)]
    [InlineData(220_01, FraudScenario.LargeAmount)]
    public void Only_what_is_above_the_limit_is_a_fraud(long cents, FraudScenario scenario) =>
        Assert.Equal(scenario, Nothing.Mark(Paid(cents)).Scenario);

    [Fact]
    public void A_compromised_terminal_overwrites_a_large_amount()
    {
        var marked = (Nothing with { Terminals = new HashSet<int> { 9 } }).Mark(Paid(300_00));

        Assert.Equal((FraudScenario.CompromisedTerminal, 300_00), (marked.Scenario, marked.Cents));
    }

    [Theory]
    [InlineData(1, 50_00)]
    [InlineData(2, 250_00)]
    public void A_leaked_card_overwrites_all_and_multiplies_each_time(int times, long cents)
    {
        var frauds = new DayFrauds(new HashSet<int> { 9 }, new Dictionary<PaymentId, int> { [Id] = times });

        var marked = frauds.Mark(Paid(10_00));

        Assert.Equal((FraudScenario.LeakedCard, cents), (marked.Scenario, marked.Cents));
    }

    [Fact]
    public void A_multiplied_amount_is_judged_before_it_is_multiplied()
    {
        // Genuine amounts never exceed the limit, since the first scenario looks at them before the third multiplies.
        CardWorld world = new(new() { Customers = 300, Terminals = 600, Radius = 8 });

        Assert.All(world.Range(0, 30), payment => Assert.True(payment.IsFraud || payment.Cents <= 220_00));
        Assert.Contains(world.Range(0, 30), payment => payment is { Scenario: FraudScenario.LeakedCard, Cents: <= 220_00 });
    }

    [Fact]
    public void Terminals_stay_compromised_for_28_days()
    {
        FraudDraws draws = new(new() { Terminals = 100_000 });
        var day = (int number) => draws.Of(number, (_, _, _) => { }).Terminals;
        var drawnFirst = day(0);

        Assert.Equal(2, drawnFirst.Count);
        Assert.True(day(27).IsSupersetOf(drawnFirst));
        Assert.False(day(28).Overlaps(drawnFirst));
        Assert.Equal(56, day(100).Count);
    }

    [Fact]
    public void A_third_of_what_three_leaked_cards_pay_in_14_days_is_chosen()
    {
        // Seven payments per customer and day: 3 · 14 · 7 = 294 in all, 98 of them chosen.
        FraudDraws draws = new(new() { Customers = 100_000, Days = 2 });
        void Pay(int customer, int day, List<Payment> into) =>
            into.AddRange(Enumerable.Range(0, day < 14 ? 7 : 0).Select(index => new Payment(new PaymentId(customer, day, index), 0, 0, 100, FraudScenario.None)));

        var chosen = Enumerable.Range(0, 20).SelectMany(day => draws.Of(day, Pay).Leaked).ToList();

        Assert.Equal(98, chosen.Count);
        Assert.Equal(3, chosen.Select(leaked => leaked.Key.Customer).Distinct().Count());
        Assert.All(chosen, leaked => Assert.Equal(1, leaked.Value));
    }

    [Fact]
    public void The_last_day_draws_nothing()
    {
        FraudDraws draws = new(new() { Days = 3 });

        Assert.Equal(4, draws.Of(2, (_, _, _) => { }).Terminals.Count);
    }

    private static Payment Paid(long cents) => new(Id, 9, 0, cents, FraudScenario.None);
}

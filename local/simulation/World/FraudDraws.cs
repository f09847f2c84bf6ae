using Serverless.Local.Simulation.Random;

namespace Serverless.Local.Simulation.World;

/// <summary>Which terminals and cards the fraudsters take, day by day.</summary>
internal sealed class FraudDraws(WorldOptions options)
{
    private const int TerminalsPerDay = 2;
    private const int TerminalDays = 28;
    private const int CardsPerDay = 3;
    private const int CardDays = 14;
    private const int OneOf = 3;

    /// <summary>What is fraud on a day. Only the payments of the leaked cards are made for it.</summary>
    /// <param name="day">The day, from 0.</param>
    /// <param name="paymentsOf">Appends the unmarked payments of a customer's day.</param>
    public DayFrauds Of(int day, Action<int, int, List<Payment>> paymentsOf)
    {
        HashSet<int> terminals = [];
        for (var drawn = Math.Max(day - TerminalDays + 1, 0); drawn <= day; drawn++)
        {
            terminals.UnionWith(Drawn(Purpose.CompromisedTerminals, drawn, TerminalsPerDay, options.Terminals));
        }

        Dictionary<PaymentId, int> leaked = [];
        for (var drawn = Math.Max(day - CardDays + 1, 0); drawn <= day; drawn++)
        {
            foreach (var id in Leaked(drawn, paymentsOf))
            {
                if (id.Day == day)
                    leaked[id] = leaked.GetValueOrDefault(id) + 1;
            }
        }

        return new DayFrauds(terminals, leaked);
    }

    // A third of all that the drawn cards pay in their days together: those with the smallest hash.
    private IEnumerable<PaymentId> Leaked(int drawn, Action<int, int, List<Payment>> paymentsOf)
    {
        List<Payment> payments = [];
        foreach (var customer in Drawn(Purpose.LeakedCards, drawn, CardsPerDay, options.Customers))
        {
            for (var day = drawn; day < drawn + CardDays; day++)
            {
                paymentsOf(customer, day, payments);
            }
        }

        return payments.Select(payment => payment.Id).OrderBy(id => Hash(drawn, id)).ThenBy(id => id).Take(payments.Count / OneOf);
    }

    private ulong Hash(int drawn, PaymentId id) =>
        SplitMix.Fold(Draws.For(options.Seed, Purpose.LeakedChoice, id.Customer, id.Day, id.Index).Next(), drawn);

    // Different ones; none on the last day.
    private HashSet<int> Drawn(Purpose purpose, int day, int count, int all)
    {
        HashSet<int> drawn = [];
        if (day >= options.Days - 1)
            return drawn;

        var draws = Draws.For(options.Seed, purpose, day: day);
        while (drawn.Count < count)
        {
            drawn.Add(draws.Below(all));
        }

        return drawn;
    }
}

namespace Serverless.Local.Simulation.World;

/// <summary>What is fraud on one day.</summary>
/// <param name="Terminals">Those that are compromised.</param>
/// <param name="Leaked">The chosen payments of leaked cards, and how often each was chosen.</param>
internal readonly record struct DayFrauds(IReadOnlySet<int> Terminals, IReadOnlyDictionary<PaymentId, int> Leaked)
{
    private const long GreatestGenuine = 220_00;
    private const int Multiple = 5;

    /// <summary>Applies the scenarios in their order; one chosen twice is multiplied twice.</summary>
    public Payment Mark(Payment payment)
    {
        if (payment.Cents > GreatestGenuine)
            payment = payment with { Scenario = FraudScenario.LargeAmount };
        if (Terminals.Contains(payment.Terminal))
            payment = payment with { Scenario = FraudScenario.CompromisedTerminal };
        for (var times = Leaked.GetValueOrDefault(payment.Id); times > 0; times--)
        {
            payment = payment with { Scenario = FraudScenario.LeakedCard, Cents = payment.Cents * Multiple };
        }

        return payment;
    }
}

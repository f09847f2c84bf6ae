namespace Serverless.Local.Simulation.World;

/// <summary>A card payment.</summary>
/// <param name="Id">Where it comes from.</param>
/// <param name="Terminal">Where it was paid.</param>
/// <param name="Time">Milliseconds since 1970 UTC; payments fall on whole seconds.</param>
/// <param name="Cents">The amount in cents.</param>
/// <param name="Scenario">0 if genuine, else the number of the fraud scenario that marked it last.</param>
public readonly record struct Payment(PaymentId Id, int Terminal, long Time, long Cents, FraudScenario Scenario)
{
    /// <summary>Whether it is a fraud.</summary>
    public bool IsFraud => Scenario != FraudScenario.None;
}

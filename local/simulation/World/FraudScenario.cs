namespace Serverless.Local.Simulation.World;

/// <summary>The scenarios, in the order in which they are applied; a later one overwrites the mark of an earlier one.</summary>
public enum FraudScenario
{
    /// <summary>Genuine.</summary>
    None = 0,

    /// <summary>The amount was above the limit, before any other scenario changed it.</summary>
    LargeAmount = 1,

    /// <summary>Paid at a terminal that was compromised at that time.</summary>
    CompromisedTerminal = 2,

    /// <summary>One of the payments of a leaked card that were chosen; its amount was multiplied.</summary>
    LeakedCard = 3,
}

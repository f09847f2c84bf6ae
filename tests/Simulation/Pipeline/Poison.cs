namespace Serverless.Tests.Simulation.Pipeline;

/// <summary>Amounts that break something behind cleansing: each such event is a dead letter, and nothing else suffers.</summary>
internal static class Poison
{
    /// <summary>A lambda of an aggregate throws: the event is in no state.</summary>
    public const double Fold = 61;

    /// <summary>A rule throws behind the fold: the event is counted, and not predicted.</summary>
    public const double Rule = 62;

    /// <summary>The model's score is no number: likewise.</summary>
    public const double Model = 63;

    public static double? Check(double? amount, double poison) => amount == poison ? throw new InvalidOperationException($"simulated: {poison}") : amount;
}

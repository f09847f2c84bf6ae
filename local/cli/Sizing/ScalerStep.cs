namespace Serverless.Local.Cli.Sizing;

/// <summary>One second of a simulated function.</summary>
/// <param name="Second">From 0.</param>
/// <param name="EventsPerSecond">What came in.</param>
/// <param name="Lag">What is left at its end.</param>
/// <param name="Wanted">Instances by the scaler's formula.</param>
/// <param name="Instances">Instances at work.</param>
internal sealed record ScalerStep(int Second, double EventsPerSecond, double Lag, int Wanted, int Instances);

namespace Serverless.Local.Simulation.World;

/// <summary>A place that takes cards.</summary>
/// <param name="X">Place in km, 0 to 100.</param>
/// <param name="Y">Place in km, 0 to 100.</param>
internal readonly record struct Terminal(double X, double Y);

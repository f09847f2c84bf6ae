using Serverless.Local.Simulation.Random;

namespace Serverless.Local.Simulation.World;

/// <summary>A card and its holder's habits.</summary>
/// <param name="X">Place in km, 0 to 100.</param>
/// <param name="Y">Place in km, 0 to 100.</param>
/// <param name="MeanAmount">Mean amount of a payment, 5 to 100; the standard deviation is half of it.</param>
/// <param name="PaymentsPerDay">Mean number of payments a day, 0 to 4.</param>
internal readonly record struct Customer(double X, double Y, double MeanAmount, Poisson PaymentsPerDay);

namespace Serverless.Tests.Simulation.Campaign;

/// <summary>The first seed that saw a broken rule.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Problem">What it saw.</param>
internal sealed record FoundMutation(int Seed, string Problem);

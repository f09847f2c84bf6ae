namespace Serverless.Local.Simulation.Verifying;

/// <summary>What a prediction says about its customer's last 1, 7 and 30 days: how many payments, this one included, and their mean amount.</summary>
internal readonly record struct CustomerAggregates(float Count1, float Count7, float Count30, float Mean1, float Mean7, float Mean30);

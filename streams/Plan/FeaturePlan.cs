namespace Serverless.Streams.Plan;

/// <summary>One column of the model's input.</summary>
/// <param name="Name">Its name, as the manifest lists it.</param>
/// <param name="From">Where it comes from, in words.</param>
public sealed record FeaturePlan(string Name, string From);

namespace Serverless.Pipelines.NewSample;

/// <summary>An event. The record is the schema: what has no default must be there.</summary>
/// <param name="Id">The business's id.</param>
/// <param name="Key">What it belongs to.</param>
/// <param name="At">When it happened.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Kind">What it is.</param>
public sealed record NewSampleEvent(string Id, string Key, DateTimeOffset At, double Value, string Kind = "plain");

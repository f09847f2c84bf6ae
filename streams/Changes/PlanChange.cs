namespace Serverless.Streams.Changes;

/// <summary>A difference between two plans.</summary>
/// <param name="Kind">What it costs.</param>
/// <param name="Text">What it is, and for a warm-up from when it is exact.</param>
public sealed record PlanChange(ChangeKind Kind, string Text);

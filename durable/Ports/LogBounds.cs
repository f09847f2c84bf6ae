namespace Serverless.Durable.Ports;

/// <summary>The bounds of a partition.</summary>
/// <param name="Start">The first offset that is kept.</param>
/// <param name="End">The offset that the next record will have.</param>
public readonly record struct LogBounds(long Start, long End);

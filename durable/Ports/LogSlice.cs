using Serverless.Streams.Records;

namespace Serverless.Durable.Ports;

/// <summary>A part of a partition.</summary>
/// <param name="Records">In offset order; may be empty.</param>
/// <param name="Next">The offset to go on from: above the last record, also where a hole holds none.</param>
/// <param name="End">The partition's end as known when the slice was read: the next offset that will be written.</param>
public readonly record struct LogSlice(IReadOnlyList<LogRecord> Records, long Next, long End);

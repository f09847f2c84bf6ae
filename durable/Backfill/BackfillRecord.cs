using Serverless.Streams.Records;

namespace Serverless.Durable.Backfill;

/// <summary>A record of a history.</summary>
/// <param name="Value">Its bytes.</param>
/// <param name="Headers">Its headers; a line has none.</param>
/// <param name="Next">The input's cursor behind it.</param>
public readonly record struct BackfillRecord(ReadOnlyMemory<byte> Value, IReadOnlyList<RecordHeader> Headers, long Next);

namespace Serverless.Local.Host.Files;

/// <summary>The fixed part of a frame.</summary>
/// <param name="Size">The whole frame's bytes.</param>
/// <param name="Offset">The record's offset.</param>
/// <param name="Timestamp">Milliseconds since the epoch.</param>
/// <param name="Before">The number of records of the same write before it: tells a torn write from damage.</param>
internal readonly record struct FrameHead(int Size, long Offset, long Timestamp, int Before);

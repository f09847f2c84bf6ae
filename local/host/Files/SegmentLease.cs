namespace Serverless.Local.Host.Files;

/// <summary>A segment while somebody reads it.</summary>
/// <param name="Segment">It stays open until it is left.</param>
/// <param name="To">The offset behind its last acknowledged record.</param>
/// <param name="Length">The position behind that record; of an older segment known once it was walked.</param>
/// <param name="IsNewest">Whether it is still appended to.</param>
/// <param name="End">The partition's end.</param>
internal readonly record struct SegmentLease(Segment Segment, long To, long Length, bool IsNewest, long End);

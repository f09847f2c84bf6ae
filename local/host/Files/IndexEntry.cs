namespace Serverless.Local.Host.Files;

/// <summary>Where a record begins.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="Position">The position of its frame in the segment's file.</param>
internal readonly record struct IndexEntry(long Offset, long Position);

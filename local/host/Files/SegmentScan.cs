namespace Serverless.Local.Host.Files;

/// <summary>Walks a segment from its beginning.</summary>
/// <param name="End">The offset behind the last good frame.</param>
/// <param name="Length">The position behind the last good frame.</param>
internal readonly record struct SegmentScan(long End, long Length)
{
    private const int WindowBytes = 256 * 1024;

    /// <summary>Walks until the first frame that is not good, or the limit.</summary>
    /// <param name="file">The segment's file.</param>
    /// <param name="first">The offset of its first record.</param>
    /// <param name="limit">The file's length.</param>
    /// <param name="checksums">Whether to check them; without, only the heads are looked at.</param>
    /// <param name="index">Takes what is found.</param>
    public static SegmentScan Run(IRandomFile file, long first, long limit, bool checksums, SparseIndex index)
    {
        var window = new FileWindow(file, limit, WindowBytes, reuse: true);
        var (offset, position) = (first, 0L);
        while (Frame.TryReadHead(window.At(position, Frame.HeadBytes).Span, out var head)
            && head.Offset == offset
            && head.Size <= limit - position
            && (!checksums || IsIntact(window.At(position, head.Size).Span, head.Size)))
        {
            index.Offer(new IndexEntry(offset, position));
            offset++;
            position += head.Size;
        }

        return new SegmentScan(offset, position);
    }

    /// <summary>
    /// Whether good records lie behind a bad one: then it is damage, since a write that was cut off leaves nothing behind it.
    /// </summary>
    /// <param name="file">The segment's file.</param>
    /// <param name="limit">The file's length.</param>
    /// <param name="wholeGroupMayBeTorn">
    /// Whether records of the bad one's own write don't count: a power cut keeps any of the pages of a write that was never synced, thus never acknowledged.
    /// </param>
    public bool IsFollowedByRecords(IRandomFile file, long limit, bool wholeGroupMayBeTorn)
    {
        var window = new FileWindow(file, limit, WindowBytes, reuse: true);
        for (var position = Length + 1; position <= limit - Frame.HeadBytes; position++)
        {
            if (Frame.TryReadHead(window.At(position, Frame.HeadBytes).Span, out var head)
                && head.Offset > End
                && head.Offset - End <= (limit - Length) / Frame.HeadBytes
                && head.Size <= limit - position
                && IsIntact(window.At(position, head.Size).Span, head.Size)
                && !(wholeGroupMayBeTorn && head.Offset - head.Before <= End))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsIntact(ReadOnlySpan<byte> frame, int size) => frame.Length == size && Frame.IsIntact(frame);
}

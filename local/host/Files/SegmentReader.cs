using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Local.Host.Files;

/// <summary>
/// Reads records of one partition out of the page cache, which serves as well as a cache of our own: a copy of 80 KB is cheaper than its records' objects.
/// </summary>
internal sealed class SegmentReader(string topic, int partition, HeaderNames names)
{
    // Below the large object heap; records refer to it, so a window serves no second read.
    private const int WindowBytes = 64 * 1024;

    // A slice ends here, so that large records don't pile up in memory.
    private const long SliceBytes = 16 * 1024 * 1024;

    /// <summary>The records of a range, each with its checksum checked.</summary>
    /// <param name="segment">The segment, walked.</param>
    /// <param name="from">The first offset.</param>
    /// <param name="to">The offset behind the last.</param>
    /// <param name="limit">The position behind the last acknowledged record.</param>
    /// <param name="maxRecords">At most so many.</param>
    /// <exception cref="LogException">The segment is damaged.</exception>
    public List<LogRecord> Read(Segment segment, long from, long to, long limit, int maxRecords)
    {
        var entry = segment.Index.Find(from, new IndexEntry(segment.First, 0), resume: true);
        var window = new FileWindow(segment.File, limit, WindowBytes, reuse: false);
        var records = new List<LogRecord>((int)Math.Min(maxRecords, to - from));
        var (offset, position) = entry;
        var enough = long.MaxValue;
        while (offset < to && records.Count < maxRecords && position < enough)
        {
            if (!Frame.TryReadHead(window.At(position, Frame.HeadBytes).Span, out var head) || head.Offset != offset || head.Size > limit - position)
            {
                throw segment.Damaged(position, offset);
            }

            if (offset >= from)
            {
                var frame = window.At(position, head.Size);
                if (frame.Length < head.Size || !Frame.IsIntact(frame.Span) || Frame.Parse(frame, head, topic, partition, names) is not { } record)
                {
                    throw segment.Damaged(position, offset);
                }

                enough = records.Count == 0 ? position + SliceBytes : enough;
                records.Add(record);
            }

            offset++;
            position += head.Size;
        }

        segment.Index.Remember(new IndexEntry(offset, position));
        return records;
    }
}

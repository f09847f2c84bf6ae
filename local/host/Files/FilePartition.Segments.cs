using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Local.Host.Files;

/// <summary>Segments while they are read: kept open, and walked before their first use.</summary>
internal sealed partial class FilePartition
{
    private void Walk(SegmentLease lease)
    {
        try
        {
            lease.Segment.EnsureWalked(lease.To);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw Unreadable(lease.Segment, exception);
        }
    }

    private List<LogRecord> Read(SegmentLease lease, long from, long to, int maxRecords)
    {
        try
        {
            return _reader.Read(lease.Segment, from, to, lease.IsNewest ? lease.Length : lease.Segment.Length, maxRecords);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw Unreadable(lease.Segment, exception);
        }
    }

    private LogException Unreadable(Segment segment, Exception exception) =>
        new($"The log of {Name} can't be read: {Disk.Reason(exception)} ({segment.Path}).", exception);

    // The segment that holds an offset, kept open until it is left.
    private bool TryEnter(long offset, out SegmentLease lease)
    {
        lease = default;
        lock (_gate)
        {
            ThrowIfClosed();
            var index = _segments.Count - 1;
            while (index >= 0 && _segments[index].First > offset)
            {
                index--;
            }

            if (index < 0 || offset >= _end)
            {
                return false;
            }

            var segment = _segments[index];
            var isNewest = index == _segments.Count - 1;
            segment.Readers++;
            lease = new SegmentLease(segment, isNewest ? _end : _segments[index + 1].First, segment.Length, isNewest, _end);
            return true;
        }
    }

    private void Leave(Segment segment)
    {
        lock (_gate)
        {
            segment.Readers--;
            if (segment.IsRetired && segment.Readers == 0)
            {
                segment.Dispose();
            }
        }
    }
}

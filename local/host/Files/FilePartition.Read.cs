using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Local.Host.Files;

/// <summary>Reading and waiting.</summary>
internal sealed partial class FilePartition
{
    // What a timer takes.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(40);
    private TaskCompletionSource? _changed;

    /// <summary>See <see cref="ILog.ReadAsync"/>. From below the start it goes on at the start; above the end it waits like at the end.</summary>
    public async ValueTask<LogSlice> ReadAsync(long from, int maxRecords, TimeSpan wait, CancellationToken cancellationToken)
    {
        var begun = wait == TimeSpan.Zero ? 0 : _context.Time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task changed;
            lock (_gate)
            {
                ThrowIfClosed();
                if (from < _end)
                {
                    break;
                }

                var left = wait == TimeSpan.Zero ? wait : Left(wait, begun);
                if (left <= TimeSpan.Zero)
                {
                    return new LogSlice([], from, _end);
                }

                _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                changed = _changed.Task.WaitAsync(left, _context.Time, cancellationToken);
            }

            await changed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return Read(from, maxRecords);
    }

    /// <summary>See <see cref="ILog.TailAsync"/>.</summary>
    public OutputId? Tail(WriterId writer, CancellationToken cancellationToken)
    {
        var to = Bounds.End;
        while (TryEnter(to - 1, out var lease))
        {
            try
            {
                Walk(lease);
                while (to > lease.Segment.First)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var entry = lease.Segment.Index.Find(to - 1, new IndexEntry(lease.Segment.First, 0));
                    if (Tails.Last(Read(lease, entry.Offset, to, int.MaxValue), writer) is { } found)
                    {
                        return found;
                    }

                    to = entry.Offset;
                }
            }
            finally
            {
                Leave(lease.Segment);
            }
        }

        return null;
    }

    private TimeSpan Left(TimeSpan wait, long begun)
    {
        if (wait == Timeout.InfiniteTimeSpan)
        {
            return LongestWait;
        }

        var left = wait - _context.Time.GetElapsedTime(begun);
        return left < LongestWait ? left : LongestWait;
    }

    private LogSlice Read(long from, int maxRecords)
    {
        SegmentLease lease;
        while (!TryEnter(from, out lease))
        {
            // Retention took it; where all is gone, the log goes on at its end.
            var bounds = Bounds;
            from = Math.Max(from, bounds.Start);
            if (from >= bounds.End)
            {
                return new LogSlice([], from, bounds.End);
            }
        }

        try
        {
            Walk(lease);
            var records = Read(lease, from, lease.To, maxRecords);
            return new LogSlice(records, from + records.Count, lease.End);
        }
        finally
        {
            Leave(lease.Segment);
        }
    }

    private void Wake()
    {
        TaskCompletionSource? changed;
        lock (_gate)
        {
            (changed, _changed) = (_changed, null);
        }

        changed?.TrySetResult();
    }
}

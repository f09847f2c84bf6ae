using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Local.Host.Files;

/// <summary>Appending: who comes first writes; what comes meanwhile is one group and goes with the next write.</summary>
internal sealed partial class FilePartition : IThreadPoolWorkItem
{
    private AppendGroup _pending;
    private FrameBuffer? _spare;
    private TaskCompletionSource? _idle;
    private bool _isFlushing;
    private bool _isTorn;

    /// <summary>Appends a batch's records of this partition; see <see cref="AppendGroup.Add"/>.</summary>
    /// <returns>Null if they are acknowledged; otherwise ends when they are, or have failed.</returns>
    /// <exception cref="LogException">They could not be written.</exception>
    public Task? Append(FileLogWriter writer, IReadOnlyList<OutgoingRecord> records, RecordSplit split, int head, long timestamp)
    {
        Task? done = null;
        lock (_gate)
        {
            ThrowIfClosed();
            writer.ThrowIfDead();
            _pending.Add(writer, records, split, head, timestamp);
            if (_isFlushing || _context.Syncs)
            {
                done = _pending.Done;
            }

            if (_isFlushing)
            {
                return done;
            }

            _isFlushing = true;
        }

        if (done is not null)
        {
            // A sync blocks for milliseconds: other partitions' go on beside it.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return done;
        }

        var failure = Flush(out var more);
        if (more)
        {
            // Who wrote its own records must not write everybody else's for ever.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        return failure is null ? null : throw failure;
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute()
    {
        bool more;
        do
        {
            Flush(out more);
        }
        while (more);
    }

    private LogException? Flush(out bool more)
    {
        AppendGroup group;
        Segment newest;
        lock (_gate)
        {
            group = _pending;
            newest = _segments[^1];
            _pending = new AppendGroup(group.End, _spare ?? new FrameBuffer());
            _spare = null;
        }

        LogException? failure = null;
        try
        {
            newest = Write(newest, group);
        }
        catch (Exception exception)
        {
            failure = new LogException($"The log of {Name} can't be written: {Disk.Reason(exception)} ({newest.Path}).", exception) { IsFatal = true };
        }

        AppendGroup? followers = null;
        lock (_gate)
        {
            if (failure is null)
            {
                Publish(newest, group);
            }
            else
            {
                // What waits carries offsets behind the gap: it fails too, and its writers with it, before the lock is free.
                _isTorn = true;
                followers = _pending;
                group.EndWriters();
                followers.EndWriters();
                _pending = new AppendGroup(_end, new FrameBuffer());
            }

            group.Buffer.Clear();
            _spare = group.Buffer;
            more = _pending.Buffer.Count > 0;
            _isFlushing = more;
            if (!more)
            {
                _idle?.TrySetResult();
            }
        }

        if (failure is null)
        {
            group.Acknowledge();
            Wake();
        }
        else
        {
            group.Fail(failure);
            followers?.Fail(failure);
        }

        return failure;
    }
}

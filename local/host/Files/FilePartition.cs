using Serverless.Durable.Ports;

namespace Serverless.Local.Host.Files;

/// <summary>One partition: its segments, and who may touch them when. Appending and reading have files of their own.</summary>
internal sealed partial class FilePartition
{
    private readonly Lock _gate = new();
    private readonly FileLogContext _context;
    private readonly string _directory;
    private readonly List<Segment> _segments;
    private readonly SegmentReader _reader;
    private long _end;
    private bool _isClosed;

    private FilePartition(FileLogContext context, string topic, int number, string directory, List<Segment> segments, long end)
    {
        _context = context;
        _directory = directory;
        _segments = segments;
        _end = end;
        _pending = new AppendGroup(end, new FrameBuffer());
        _reader = new SegmentReader(topic, number, new HeaderNames());
        Name = $"{topic}/{number}";
    }

    /// <summary>Topic and number, for messages.</summary>
    public string Name { get; }

    /// <summary>Where it starts and where the next record will stand.</summary>
    public LogBounds Bounds
    {
        get
        {
            lock (_gate)
            {
                ThrowIfClosed();
                return new LogBounds(_segments[0].First, _end);
            }
        }
    }

    /// <summary>Deletes the whole segments below an offset, oldest first; the newest stays, since its name keeps the position.</summary>
    /// <param name="below">The first offset that must stay.</param>
    /// <param name="before">Only what was written before this goes; milliseconds since the epoch.</param>
    public void Trim(long below, long before)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            try
            {
                while (_segments.Count > 1 && _segments[1].First <= below && _segments[1].FirstTimestamp() < before)
                {
                    _context.Files.Delete(_segments[0].Path);
                    Retire(_segments[0]);
                    _segments.RemoveAt(0);
                }
            }
            catch (Exception exception) when (Disk.IsFailure(exception))
            {
                throw new LogException($"A segment of {Name} can't be deleted: {Disk.Reason(exception)} ({_segments[0].Path}).", exception);
            }
        }
    }

    /// <summary>Ends waiting readers, waits for the write that is under way, and closes the files.</summary>
    public async Task CloseAsync()
    {
        Task? flushed = null;
        lock (_gate)
        {
            _isClosed = true;
            if (_isFlushing)
            {
                _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                flushed = _idle.Task;
            }
        }

        Wake();
        if (flushed is not null)
        {
            await flushed.ConfigureAwait(false);
        }

        lock (_gate)
        {
            _segments.ForEach(Retire);
        }
    }

    private static void Retire(Segment segment)
    {
        segment.IsRetired = true;
        if (segment.Readers == 0)
        {
            segment.Dispose();
        }
    }

    private void ThrowIfClosed()
    {
        if (_isClosed)
        {
            throw new LogException($"The log in {_context.Options.Directory} was closed.") { IsFatal = true };
        }
    }
}

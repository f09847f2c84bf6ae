using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Local.Host.Files;

/// <summary>The records that go to a partition's file in one write. Its partition guards it until it is taken.</summary>
/// <param name="first">The offset of its first record.</param>
/// <param name="buffer">Takes the frames.</param>
internal sealed class AppendGroup(long first, FrameBuffer buffer)
{
    private readonly List<FileLogWriter> _writers = [];
    private readonly List<IndexEntry> _marks = [];
    private TaskCompletionSource? _done;

    /// <summary>The offset of its first record.</summary>
    public long First { get; } = first;

    /// <summary>The offset behind its last record.</summary>
    public long End { get; private set; } = first;

    /// <summary>Its frames.</summary>
    public FrameBuffer Buffer => buffer;

    /// <summary>Places to offer to the index; their positions count from the group's own beginning.</summary>
    public IReadOnlyList<IndexEntry> Marks => _marks;

    /// <summary>Ends when the group is acknowledged or has failed.</summary>
    public Task Done => (_done ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Adds one writer's records, all or none.</summary>
    /// <param name="writer">Dies with the group.</param>
    /// <param name="records">A batch.</param>
    /// <param name="split">Which of them are this partition's.</param>
    /// <param name="head">This partition's first record in the batch.</param>
    /// <param name="timestamp">Milliseconds since the epoch.</param>
    public void Add(FileLogWriter writer, IReadOnlyList<OutgoingRecord> records, RecordSplit split, int head, long timestamp)
    {
        var (count, end) = (buffer.Count, End);
        try
        {
            for (var index = head; index >= 0; index = split.Next[index])
            {
                Add(records[index], split.Sizes[index], timestamp);
            }
        }
        catch
        {
            buffer.Rewind(count);
            End = end;
            _marks.RemoveAll(mark => mark.Offset >= end);
            throw;
        }

        if (!_writers.Contains(writer))
        {
            _writers.Add(writer);
        }
    }

    /// <summary>Tells everyone who waits.</summary>
    public void Acknowledge() => _done?.TrySetResult();

    /// <summary>Ends its writers; called before anything else can be appended, so that none goes on behind the gap.</summary>
    public void EndWriters()
    {
        foreach (var writer in _writers)
        {
            writer.End();
        }
    }

    /// <summary>Tells everyone who waits.</summary>
    public void Fail(LogException failure)
    {
        if (_done is not null && _done.TrySetException(failure))
        {
            // Who appended may have left (its token ended the wait): the failure is not unobserved, its writer is dead.
            _ = _done.Task.Exception;
        }
    }

    private void Add(OutgoingRecord record, int size, long timestamp)
    {
        var position = buffer.Count;
        var frame = buffer.Take(size);
        Frame.Write(frame, record, End, timestamp, (int)(End - First));
        if (_marks.Count == 0 || position - _marks[^1].Position >= SparseIndex.Step)
        {
            _marks.Add(new IndexEntry(End, position));
        }

        End++;
    }
}

using Serverless.Streams.Codec;
using Serverless.Streams.Records;

namespace Serverless.Streams.Fold;

/// <summary>What waits for the watermark in a pipeline that says <c>AtWatermark()</c>, taken in the order of (time, position). What the watermark has passed is gone.</summary>
internal sealed class WaitingEvents
{
    private readonly PriorityQueue<WaitingEvent, (long Time, long Offset)> _queue = new();
    private readonly List<WaitingEvent> _added = [];
    private readonly ByteWriter _scratch = new();
    private long _watermark = long.MinValue;

    public int Count => _queue.Count;

    public void Add(WaitingEvent waiting)
    {
        Load(waiting);
        Change(waiting);
    }

    /// <summary>The next one at or below the watermark.</summary>
    public WaitingEvent? Next(long watermark)
    {
        _watermark = watermark;
        return _queue.TryPeek(out _, out var next) && next.Time <= watermark ? _queue.Dequeue() : null;
    }

    /// <summary>Writes those added since the last call, or all.</summary>
    public void Write(StateWriter writer, bool all)
    {
        foreach (var waiting in all ? _queue.UnorderedItems.Select(item => item.Element).OrderBy(item => item.Offset) : _added.AsEnumerable())
        {
            if (waiting.Header.Time > _watermark)
            {
                writer.Waiting(waiting, waiting.Header.ToBytes(_scratch));
            }
        }
    }

    /// <summary>What was added is in a checkpoint now.</summary>
    public void Settle() => _added.Clear();

    /// <summary>It counts as added since the last segment.</summary>
    public void Change(WaitingEvent waiting) => _added.Add(waiting);

    public void Load(WaitingEvent waiting) => _queue.Enqueue(waiting, (waiting.Header.Time, waiting.Offset));
}

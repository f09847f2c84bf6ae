using System.Diagnostics;
using Serverless.Streams.Records;

namespace Serverless.Kafka.Clients;

/// <summary>What a feed has read ahead: filled by its thread, emptied by its caller.</summary>
#pragma warning disable CA1001 // Without wait handles there is nothing to dispose, and a caller may still be waiting when the feed is closed.
internal sealed class FeedBuffer
#pragma warning restore CA1001
{
    // Enough to keep a host busy while the consumer fetches; more would only be memory that every collection has to copy.
    private const int MostRecords = 4_096;
    private const long MostBytes = 32L << 20;
    private readonly Lock _lock = new();
    private readonly Queue<LogRecord> _ready = new();
    private readonly SemaphoreSlim _filled = new(0, 1);
    private readonly ManualResetEventSlim _room = new(true);
    private readonly int[] _perPartition;
    private readonly long[] _positions;
    private long _bytes;
    private Exception? _failure;

    public FeedBuffer(IReadOnlyList<long> from)
    {
        _perPartition = new int[from.Count];
        _positions = [.. from];
    }

    public bool MoreAtHand(int partition) => Volatile.Read(ref _perPartition[partition]) > 0;

    public long Position(int partition) => Volatile.Read(ref _positions[partition]);

    public async ValueTask<List<LogRecord>> TakeAsync(int maxRecords, TimeSpan wait, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (Take(maxRecords) is { } taken)
                return taken;
            var left = wait - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || !await _filled.WaitAsync(left, cancellationToken).ConfigureAwait(false))
                return Take(maxRecords) ?? [];
        }
    }

    /// <summary>Waits until there is room.</summary>
    /// <returns>Whether there is.</returns>
    public bool HasRoom(TimeSpan wait) => _room.Wait(wait);

    public void Add(List<LogRecord> records)
    {
        lock (_lock)
        {
            foreach (var record in records)
            {
                _ready.Enqueue(record);
                _perPartition[record.Partition]++;
                _bytes += SizeOf(record);
            }

            Noted();
        }
    }

    /// <summary>Ends the feed: handed out after what was read before it.</summary>
    public void Fail(Exception failure)
    {
        lock (_lock)
        {
            _failure ??= failure;
            Noted();
        }
    }

    /// <summary>Drops what was read of a partition, which goes on elsewhere.</summary>
    public void Restart(int partition, long offset)
    {
        lock (_lock)
        {
            for (var left = _ready.Count; left > 0; left--)
            {
                var record = _ready.Dequeue();
                if (record.Partition == partition)
                    _bytes -= SizeOf(record);
                else
                    _ready.Enqueue(record);
            }

            _perPartition[partition] = 0;
            Volatile.Write(ref _positions[partition], offset);
            Noted();
        }
    }

    private static long SizeOf(LogRecord record) => record.Key.Length + record.Value.Length + 64;

    private List<LogRecord>? Take(int maxRecords)
    {
        lock (_lock)
        {
            if (_ready.Count == 0)
                return _failure is null ? null : throw _failure;
            var count = Math.Min(maxRecords, _ready.Count);
            var taken = new List<LogRecord>(count);
            for (var index = 0; index < count; index++)
            {
                var record = _ready.Dequeue();
                taken.Add(record);
                _bytes -= SizeOf(record);
                _perPartition[record.Partition]--;
                _positions[record.Partition] = record.Offset + 1;
            }

            Noted();
            return taken;
        }
    }

    // Under the lock: wakes whoever can go on.
    private void Noted()
    {
        if (_ready.Count >= MostRecords || _bytes >= MostBytes)
            _room.Reset();
        else
            _room.Set();
        if ((_ready.Count > 0 || _failure is not null) && _filled.CurrentCount == 0)
            _filled.Release();
    }
}

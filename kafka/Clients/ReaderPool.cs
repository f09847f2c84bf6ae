using System.Diagnostics;
using Serverless.Durable.Ports;

namespace Serverless.Kafka.Clients;

/// <summary>A few readers, shared by all who read ranges. A reader that already stands at the wanted offset is preferred.</summary>
internal sealed class ReaderPool(ClientFactory clients, Watermarks watermarks) : IAsyncDisposable
{
    // Who waits at a log's end holds a reader no longer than this at a time.
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(25);
    private readonly SemaphoreSlim _free = new(clients.Settings.Readers, clients.Settings.Readers);
    private readonly List<RangeReader> _idle = [];
    private readonly List<RangeReader> _all = [];

    public async ValueTask<LogSlice> ReadAsync(string topic, int partition, long from, int maxRecords, TimeSpan wait, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var left = wait - Stopwatch.GetElapsedTime(started);
            var turn = wait == TimeSpan.Zero || left <= TimeSpan.Zero ? TimeSpan.Zero : left < Turn ? left : Turn;
            var slice = await ReadOnceAsync(topic, partition, from, maxRecords, turn, cancellationToken).ConfigureAwait(false);
            from = slice.Next;
            if (slice.Records.Count > 0 || turn == TimeSpan.Zero || slice.Next < slice.End)
                return slice;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var reader in _all)
            await reader.DisposeAsync().ConfigureAwait(false);
        _free.Dispose();
    }

    private async Task<LogSlice> ReadOnceAsync(string topic, int partition, long from, int maxRecords, TimeSpan wait, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        var reader = Take(topic, partition, from);
        try
        {
            return await reader.ReadAsync(topic, partition, from, maxRecords, wait, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_idle)
                _idle.Add(reader);
            _free.Release();
        }
    }

    private RangeReader Take(string topic, int partition, long from)
    {
        lock (_idle)
        {
            var found = _idle.FindIndex(each => each.IsAt(topic, partition, from));
            if (found < 0 && _all.Count < clients.Settings.Readers)
            {
                var made = new RangeReader(clients, watermarks);
                _all.Add(made);
                return made;
            }

            // None stands there: the one that was used longest ago.
            found = Math.Max(found, 0);
            var reader = _idle[found];
            _idle.RemoveAt(found);
            return reader;
        }
    }
}

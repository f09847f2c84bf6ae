using Serverless.Durable.Ports;
using Serverless.Durable.Telemetry;
using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>A writer that is replaced after an error.</summary>
internal sealed class WriterSlot(ILog log, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private ILogWriter? _writer;

    public async ValueTask AppendAsync(IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0)
        {
            return;
        }

        var writer = Current();
        var started = time.GetTimestamp();
        try
        {
            await writer.AppendAsync(records, cancellationToken).ConfigureAwait(false);
            PipelineMeter.Appended(time.GetElapsedTime(started), null);
            CountSent(records);
        }
        catch (Exception failure)
        {
            PipelineMeter.Appended(time.GetElapsedTime(started), failure.GetType().Name);
            await ThrowAwayAsync(writer).ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
        {
            await _writer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static void CountSent(IReadOnlyList<OutgoingRecord> records)
    {
        if (!PipelineMeter.CountsSent)
        {
            return;
        }

        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var index = 0; index < records.Count; index++)
        {
            counts[records[index].Topic] = counts.GetValueOrDefault(records[index].Topic) + 1;
        }

        foreach (var (topic, count) in counts)
        {
            PipelineMeter.Sent(topic, count);
        }
    }

    private ILogWriter Current()
    {
        lock (_gate)
        {
            return _writer is { IsDead: false } alive ? alive : _writer = log.OpenWriter();
        }
    }

    private async ValueTask ThrowAwayAsync(ILogWriter writer)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_writer, writer))
            {
                _writer = null;
            }
        }

        await writer.DisposeAsync().ConfigureAwait(false);
    }
}

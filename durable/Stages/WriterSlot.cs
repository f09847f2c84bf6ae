using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>A writer that is replaced after an error.</summary>
internal sealed class WriterSlot(ILog log) : IAsyncDisposable
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
        try
        {
            await writer.AppendAsync(records, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
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

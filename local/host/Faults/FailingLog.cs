using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Local.Host.Faults;

/// <summary>A log with failpoints.</summary>
internal sealed class FailingLog(ILog log, Failpoint failpoint) : ILog
{
    public ILogWriter OpenWriter() => new Writer(log.OpenWriter(), failpoint);

    public async ValueTask<LogSlice> ReadAsync(string topic, int partition, long from, int maxRecords, TimeSpan wait, CancellationToken cancellationToken)
    {
        var slice = await log.ReadAsync(topic, partition, from, maxRecords, wait, cancellationToken).ConfigureAwait(false);
        failpoint.Pass("read.after");
        return slice;
    }

    public ValueTask<LogBounds> BoundsAsync(string topic, int partition, CancellationToken cancellationToken) => log.BoundsAsync(topic, partition, cancellationToken);

    public ValueTask<int> PartitionsAsync(string topic, CancellationToken cancellationToken) => log.PartitionsAsync(topic, cancellationToken);

    public async ValueTask<OutputId?> TailAsync(string topic, int partition, WriterId writer, CancellationToken cancellationToken)
    {
        var tail = await log.TailAsync(topic, partition, writer, cancellationToken).ConfigureAwait(false);
        failpoint.Pass("tail.after");
        return tail;
    }

    public ValueTask<long?> CommittedAsync(string group, string topic, int partition, CancellationToken cancellationToken) =>
        log.CommittedAsync(group, topic, partition, cancellationToken);

    public async ValueTask CommitAsync(string group, string topic, int partition, long offset, CancellationToken cancellationToken)
    {
        failpoint.Pass("commit.before");
        await log.CommitAsync(group, topic, partition, offset, cancellationToken).ConfigureAwait(false);
        failpoint.Pass("commit.after");
    }

    private sealed class Writer(ILogWriter writer, Failpoint failpoint) : ILogWriter
    {
        public bool IsDead => writer.IsDead;

        public async ValueTask AppendAsync(IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
        {
            failpoint.Pass("append.before");
            await writer.AppendAsync(records, cancellationToken).ConfigureAwait(false);
            failpoint.Pass("append.after");
        }

        public ValueTask DisposeAsync() => writer.DisposeAsync();
    }
}

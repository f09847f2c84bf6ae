using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Local.Testing;

/// <summary>Appends to a log in memory; that never fails.</summary>
internal sealed class MemoryLogWriter(MemoryLog log) : ILogWriter
{
    public bool IsDead => false;

    public ValueTask AppendAsync(IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            log.Append(record.Copy());
        }

        return default;
    }

    public ValueTask DisposeAsync() => default;
}

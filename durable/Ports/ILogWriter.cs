using Serverless.Streams.Records;

namespace Serverless.Durable.Ports;

/// <summary>Appends in order and without gaps. Safe for several callers: each call's records stay together per partition.</summary>
public interface ILogWriter : IAsyncDisposable
{
    /// <summary>Whether an append has failed: the writer must be thrown away, and every later append throws.</summary>
    bool IsDead { get; }

    /// <summary>Appends and waits until every record is acknowledged.</summary>
    /// <param name="records">In order; the memory is free again when the task ends.</param>
    /// <param name="cancellationToken">Ends the wait; the writer is dead then.</param>
    /// <exception cref="LogException">Something was not acknowledged: some of the records may stand in the log nevertheless, without gaps.</exception>
    ValueTask AppendAsync(IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken);
}

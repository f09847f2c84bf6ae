using Serverless.Streams.Records;

namespace Serverless.Durable.Ports;

/// <summary>
/// The log: topics of partitions of records in offset order. Implemented on Kafka and on files.
/// Any failure throws <see cref="LogException"/>; nothing is retried inside for longer than a few seconds.
/// </summary>
public interface ILog
{
    /// <summary>
    /// A writer of its own: what it appends to a partition stands there in order and without gaps.
    /// After any error it is dead and must be thrown away.
    /// </summary>
    ILogWriter OpenWriter();

    /// <summary>Reads a range of a partition. Offsets without records are normal: the slice ends by position.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="from">The first offset wanted.</param>
    /// <param name="maxRecords">At most so many records.</param>
    /// <param name="wait">How long to wait for a first record at the log's end; zero answers at once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<LogSlice> ReadAsync(string topic, int partition, long from, int maxRecords, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>Where the partition starts (retention takes the oldest) and where the next record will stand.</summary>
    ValueTask<LogBounds> BoundsAsync(string topic, int partition, CancellationToken cancellationToken);

    /// <summary>The number of partitions; 0 where there is no such topic.</summary>
    ValueTask<int> PartitionsAsync(string topic, CancellationToken cancellationToken);

    /// <summary>The last record of the partition whose <c>id</c> header names that writer's stage and shard, read back from the end; null where none is kept.</summary>
    ValueTask<OutputId?> TailAsync(string topic, int partition, WriterId writer, CancellationToken cancellationToken);

    /// <summary>The offset that the group has committed for a partition: the next one to read. Null where none is.</summary>
    ValueTask<long?> CommittedAsync(string group, string topic, int partition, CancellationToken cancellationToken);

    /// <summary>Commits the next offset to read. The Functions host leaves this to its trigger.</summary>
    ValueTask CommitAsync(string group, string topic, int partition, long offset, CancellationToken cancellationToken);
}

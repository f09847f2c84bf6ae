using Confluent.Kafka;
using Serverless.Durable.Ports;
using Serverless.Kafka.Clients;
using Serverless.Streams.Records;

namespace Serverless.Kafka;

/// <summary>
/// What a host polls: all partitions of one topic from given offsets, in batches that mix partitions as the Functions trigger's do,
/// in offset order within each. A thread of its own reads ahead, so that a batch is there as soon as a record is.
/// For one caller at a time.
/// </summary>
public sealed class KafkaFeed : IAsyncDisposable
{
    private readonly FeedBuffer _buffer;
    private readonly FeedPump _pump;

    private KafkaFeed(KafkaSettings settings, string topic, IReadOnlyList<long> from)
    {
        Topic = topic;
        Partitions = from.Count;
        _buffer = new FeedBuffer(from);
        _pump = new FeedPump(new ClientFactory(settings), topic, from, _buffer);
    }

    /// <summary>The topic.</summary>
    public string Topic { get; }

    /// <summary>Its number of partitions.</summary>
    public int Partitions { get; }

    /// <summary>Starts reading.</summary>
    /// <param name="settings">Where and how.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="from">Per partition the first offset wanted; a negative one leaves the partition out.</param>
    /// <returns>The feed. A broker that does not answer shows at <see cref="NextAsync"/> only as silence: connect a <see cref="KafkaLog"/> first.</returns>
    public static KafkaFeed Open(KafkaSettings settings, string topic, IReadOnlyList<long> from)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(from);
        return new KafkaFeed(settings.Validated(), topic, from);
    }

    /// <summary>The next records, as soon as there is one: what is at hand, up to a limit.</summary>
    /// <param name="maxRecords">At most so many.</param>
    /// <param name="wait">How long to wait for a first record.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The records; empty where the wait ended first.</returns>
    /// <exception cref="LogException">Reading failed; fatal where retention has taken what is wanted. The feed must be opened anew.</exception>
    public ValueTask<List<LogRecord>> NextAsync(int maxRecords, TimeSpan wait, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRecords);
        return _buffer.TakeAsync(maxRecords, wait, cancellationToken);
    }

    /// <summary>
    /// Whether further records of the partition have been read already and will be in one of the next batches. It looks at records,
    /// not at offsets: at the end of a log can lie offsets that hold none.
    /// </summary>
    /// <param name="partition">The partition.</param>
    /// <returns>True if more is at hand.</returns>
    public bool MoreAtHand(int partition) => _buffer.MoreAtHand(partition);

    /// <summary>The offset of the next record to be handed out, if it has one.</summary>
    /// <param name="partition">The partition.</param>
    /// <returns>The offset.</returns>
    public long Position(int partition) => _buffer.Position(partition);

    /// <summary>The partition's end as the last fetch told it, without asking a broker; -1 before the first.</summary>
    /// <param name="partition">The partition.</param>
    /// <returns>The offset that the next record will have.</returns>
    public long EndOffset(int partition) => _pump.EndOffset(partition);

    /// <summary>Goes on from another offset, as after a failed batch; what was read ahead of this partition is dropped.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="offset">The next offset wanted.</param>
    /// <returns>A task that ends when nothing of before can be handed out any more.</returns>
    public Task SeekAsync(int partition, long offset) => _pump.SeekAsync(partition, offset);

    /// <summary>Stops reading and closes the consumer.</summary>
    /// <returns>A task that ends when it is closed.</returns>
    public ValueTask DisposeAsync() => _pump.DisposeAsync();
}

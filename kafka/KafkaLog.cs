using Serverless.Durable.Ports;
using Serverless.Kafka.Clients;
using Serverless.Streams.Records;

namespace Serverless.Kafka;

/// <summary>
/// The log on Kafka: any broker that speaks its protocol. Topics are never created by it. What the clients tell about their
/// connections goes to <see cref="KafkaSettings.Listener"/>; nothing is written to standard error.
/// </summary>
public sealed class KafkaLog : ILog, IAsyncDisposable
{
    private readonly ClientFactory _clients;
    private readonly Watermarks _watermarks;
    private readonly ClientThread _control = new("kafka control");
    private readonly ReaderPool _readers;
    private readonly Dictionary<string, GroupOffsets> _groups = new(StringComparer.Ordinal);
    private int _disposed;

    private KafkaLog(KafkaSettings settings)
    {
        Settings = settings;
        _clients = new ClientFactory(settings);
        _watermarks = new Watermarks(_clients);
        _readers = new ReaderPool(_clients, _watermarks);
    }

    /// <summary>The settings that it was made with.</summary>
    public KafkaSettings Settings { get; }

    /// <summary>Connects, and fails within <see cref="KafkaSettings.ConnectTimeout"/> where no broker answers.</summary>
    /// <param name="settings">Where and how.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The log.</returns>
    /// <exception cref="LogException">No broker answers, or a setting is wrong.</exception>
    public static async Task<KafkaLog> ConnectAsync(KafkaSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var log = new KafkaLog(settings.Validated());
        try
        {
            await log.OnControlAsync(() =>
            {
                log._watermarks.Connect();
                return true;
            }, cancellationToken).ConfigureAwait(false);
            return log;
        }
        catch
        {
            await log.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ILogWriter OpenWriter() => new KafkaLogWriter(_clients);

    /// <inheritdoc/>
    /// <exception cref="LogException">Also where retention has taken <paramref name="from"/>, or the log ends below it.</exception>
    public ValueTask<LogSlice> ReadAsync(string topic, int partition, long from, int maxRecords, TimeSpan wait, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRecords);
        return _readers.ReadAsync(topic, partition, from, maxRecords, wait, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<LogBounds> BoundsAsync(string topic, int partition, CancellationToken cancellationToken) =>
        await OnControlAsync(() => _watermarks.Of(topic, partition), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<int> PartitionsAsync(string topic, CancellationToken cancellationToken) =>
        await OnControlAsync(() => _watermarks.Partitions(topic), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<OutputId?> TailAsync(string topic, int partition, WriterId writer, CancellationToken cancellationToken) =>
        new TailSearch(_readers, topic, partition, writer).FindAsync(() => BoundsAsync(topic, partition, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<long?> CommittedAsync(string group, string topic, int partition, CancellationToken cancellationToken) =>
        await GroupOf(group).CommittedAsync(topic, partition).WaitAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask CommitAsync(string group, string topic, int partition, long offset, CancellationToken cancellationToken) =>
        await GroupOf(group).CommitAsync(topic, partition, offset).WaitAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Joins a consumer group, which spreads the topics' partitions over its members. From then on this log commits for the group as its member.</summary>
    /// <param name="group">The group.</param>
    /// <param name="topics">The topics whose partitions are shared out.</param>
    /// <param name="owner">What is told which partitions come and go.</param>
    /// <returns>The membership; the first partitions come when the group has agreed on them.</returns>
    /// <exception cref="LogException">A client setting is refused.</exception>
    public KafkaGroup Join(string group, IReadOnlyCollection<string> topics, PartitionOwner owner)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(group);
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(owner);
        return new KafkaGroup(_clients, GroupOf(group), group, topics, owner);
    }

    /// <summary>Closes all clients. Writers are their owners' to close.</summary>
    /// <returns>A task that ends when they are closed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        foreach (var group in _groups.Values)
            await group.DisposeAsync().ConfigureAwait(false);
        await _readers.DisposeAsync().ConfigureAwait(false);
        await _control.DisposeAsync().ConfigureAwait(false);
        _watermarks.Dispose();
    }

    private Task<T> OnControlAsync<T>(Func<T> work, CancellationToken cancellationToken) => _control.RunAsync(work).WaitAsync(cancellationToken);

    private GroupOffsets GroupOf(string group)
    {
        lock (_groups)
        {
            if (!_groups.TryGetValue(group, out var offsets))
                _groups[group] = offsets = new GroupOffsets(_clients, group);
            return offsets;
        }
    }
}

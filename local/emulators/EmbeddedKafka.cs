using System.Globalization;
using System.Text;
using Serverless.Durable.Ports;
using Serverless.Kafka;
using Serverless.Local.Emulators.Native;
using Serverless.Streams.Records;

namespace Serverless.Local.Emulators;

/// <summary>
/// A Kafka broker in this process, on the loopback interface: librdkafka's mock cluster. It speaks the real protocol, so any client
/// works with it. It forgets: 100,000 batches or 5 MB per partition, the oldest silently, and everything at its end.
/// </summary>
public sealed class EmbeddedKafka : IAsyncDisposable
{
    private readonly MockCluster _cluster;
    private readonly PortRelay? _relay;

    private EmbeddedKafka(EmbeddedKafkaOptions options)
    {
        _relay = options.Port == 0 ? null : new PortRelay(options.Port);
        try
        {
            _cluster = new MockCluster(options.Brokers);
        }
        catch
        {
            _relay?.Dispose();
            throw;
        }

        BootstrapServers = _cluster.Bootstraps;
        if (_relay is not null)
        {
            var port = int.Parse(BootstrapServers.AsSpan(BootstrapServers.LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture);
            BootstrapServers = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{options.Port}");
            Librdkafka.BrokerSetHostPort(_cluster.Pointer, 1, "127.0.0.1", options.Port);
            _relay.Start(port);
        }

        Faults = new BrokerFaults(_cluster);
    }

    /// <summary>Where clients start from: <c>127.0.0.1:port</c>.</summary>
    public string BootstrapServers { get; }

    /// <summary>The count of starts, with an id of this one; it is also the first record of topic <see cref="EpochReader.Topic"/>.</summary>
    public Epoch Epoch { get; private set; } = new(1, Guid.NewGuid());

    /// <summary>Faults on demand, for tests and demonstrations.</summary>
    public BrokerFaults Faults { get; }

    /// <summary>Settings for this broker. It lives as long as this process, so one that does not answer is only slow: patience costs nothing.</summary>
    public KafkaSettings Settings => SettingsOf(new()
    {
        BootstrapServers = BootstrapServers,
        ConnectTimeout = TimeSpan.FromMinutes(1),
        DeliveryDeadline = TimeSpan.FromMinutes(2),
    });

    /// <summary>
    /// What an embedded broker needs: an empty fetch is held for a millisecond only, since new data does not end it here; no linger, since an answer comes sooner than company; and a short
    /// session, since a group that changes waits nearly a whole one for its members. Much shorter ones would put out members that are merely slow to hand their partitions over.
    /// </summary>
    /// <param name="settings">Settings for any broker.</param>
    /// <returns>With what this one needs; a linger or a session that was chosen stays.</returns>
    public static KafkaSettings SettingsOf(KafkaSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var usual = new KafkaSettings { BootstrapServers = "" };
        return settings with
        {
            FetchWait = TimeSpan.FromMilliseconds(1),
            Linger = settings.Linger == usual.Linger ? TimeSpan.Zero : settings.Linger,
            SessionTimeout = settings.SessionTimeout == usual.SessionTimeout ? TimeSpan.FromSeconds(6) : settings.SessionTimeout,
        };
    }

    /// <summary>Starts a broker with its topics and writes its epoch.</summary>
    /// <param name="options">What to start.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The running broker.</returns>
    /// <exception cref="EmulatorException">The port is taken, a topic can't be created, or the native library is missing.</exception>
    public static async Task<EmbeddedKafka> StartAsync(EmbeddedKafkaOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Brokers is < 1 or > 9 || (options.Port != 0 && options.Brokers != 1))
            throw new EmulatorException($"The embedded broker can't be started with {options.Brokers} brokers: 1 to 9, and 1 where the port is chosen.");
        var kafka = new EmbeddedKafka(options);
        try
        {
            kafka.CreateTopic(EpochReader.Topic, 1);
            foreach (var (topic, partitions) in options.Topics)
                kafka.CreateTopic(topic, partitions);
            kafka.Epoch = StartCount.Next(options.StateDirectory);
            await kafka.WriteEpochAsync(cancellationToken).ConfigureAwait(false);
            return kafka;
        }
        catch
        {
            await kafka.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Creates a topic.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="partitions">Its number of partitions, from 1.</param>
    /// <exception cref="EmulatorException">It exists already, or the number is wrong.</exception>
    public void CreateTopic(string topic, int partitions)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(topic);
        if (partitions < 1 || Librdkafka.TopicCreate(_cluster.Pointer, topic, partitions, 1) != 0)
            throw new EmulatorException($"Topic {topic} can't be created with {partitions} partitions: it exists already, or the number is below 1.");
    }

    /// <summary>Ends the broker and forgets everything. Clients should be closed before.</summary>
    /// <returns>A task that ends when it is gone.</returns>
    public ValueTask DisposeAsync()
    {
        _relay?.Dispose();
        _cluster.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task WriteEpochAsync(CancellationToken cancellationToken)
    {
        try
        {
            var log = await KafkaLog.ConnectAsync(Settings, cancellationToken).ConfigureAwait(false);
            await using var openLog = log.ConfigureAwait(false);
            var writer = log.OpenWriter();
            await using var openWriter = writer.ConfigureAwait(false);
            await writer.AppendAsync(
                [new OutgoingRecord { Topic = EpochReader.Topic, Partition = 0, Value = Encoding.UTF8.GetBytes(EpochReader.Format(Epoch)) }],
                cancellationToken).ConfigureAwait(false);
        }
        catch (LogException failure)
        {
            throw new EmulatorException($"The embedded broker at {BootstrapServers} does not take records: {failure.Message}", failure);
        }
    }
}

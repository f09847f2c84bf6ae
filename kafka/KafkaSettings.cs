using Serverless.Durable.Ports;

namespace Serverless.Kafka;

/// <summary>
/// How to reach and use Kafka. From configuration: <see cref="From"/>; every client property of librdkafka can be given as
/// <c>KAFKA__SecurityProtocol</c> or <c>KAFKA__security.protocol</c>, besides our own <c>KAFKA__DeliveryDeadlineSeconds</c>,
/// <c>KAFKA__ConnectSeconds</c>, <c>KAFKA__Readers</c> and <c>KAFKA__Epoch</c>.
/// </summary>
public sealed record KafkaSettings
{
    /// <summary>The brokers to start from: <c>host:port</c>, separated by commas.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>How long an append may take before its writer is given up; 1 second to 10 minutes, by default 30 seconds.</summary>
    public TimeSpan DeliveryDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait for a broker at the start and for an answer later; 100 milliseconds to 1 minute, by default 5 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a broker may hold an empty fetch (<c>fetch.wait.max.ms</c>); 0 to 10 seconds, by default 100 milliseconds.
    /// A real broker answers as soon as there is data. The embedded one does not: 1 millisecond there.
    /// </summary>
    public TimeSpan FetchWait { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long a member of a consumer group may be silent before its partitions go to others (<c>session.timeout.ms</c>); 1 second to 30 minutes, by default
    /// 10 seconds. A real broker allows 6 seconds and more. The embedded one waits for nearly a session at each change of members: 6 seconds there.
    /// </summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a record waits for company before it is sent (<c>linger.ms</c>); 0 to 1 second, by default 1 millisecond.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// How batches are compressed (<c>compression.type</c>): <c>lz4</c> (default), <c>gzip</c>, <c>snappy</c>, <c>zstd</c> or <c>none</c>.
    /// Event Hubs takes <c>gzip</c> or <c>none</c>.
    /// </summary>
    public string Compression { get; init; } = "lz4";

    /// <summary>The largest record that is sent, with key and headers (<c>message.max.bytes</c>); 1,000 to 100,000,000, by default 1,000,000.</summary>
    public int MaxRecordBytes { get; init; } = 1_000_000;

    /// <summary>How many ranges are read at the same time (recovery, holes); 1 to 64, by default 4. Each is a consumer with a connection of its own.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>The epoch of sources on brokers that do not tell one; from 1, which is the default. A higher one says that the source is a new one.</summary>
    public long Epoch { get; init; } = 1;

    /// <summary>Further client properties in librdkafka's own words (<c>security.protocol</c>, <c>sasl.username</c> …). They win over ours.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets a token where <c>sasl.mechanism</c> is <c>OAUTHBEARER</c>: called at a client's start and before its token ends, from any thread. It may wait for the network.</summary>
    public Func<KafkaToken>? Token { get; init; }

    /// <summary>Is told what the clients log and which faults they meet. Without one they are silent.</summary>
    public Action<KafkaEvent>? Listener { get; init; }

    /// <summary>Reads all <c>KAFKA__…</c> keys (or <c>KAFKA:…</c>, as .NET's configuration has them) and checks them.</summary>
    /// <param name="configuration">Keys and values: environment variables or a flattened configuration. Other keys are passed over.</param>
    /// <param name="brokers">The brokers from the command line; wins over <c>KAFKA__BootstrapServers</c>.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="LogException">A key is wrong; the message names it and says what is allowed.</exception>
    public static KafkaSettings From(IEnumerable<KeyValuePair<string, string?>> configuration, string? brokers = null) =>
        KafkaSettingsParser.Parse(configuration, brokers).Validated();

    /// <summary>Checks the ranges given above.</summary>
    /// <returns>These settings.</returns>
    /// <exception cref="LogException">A setting is out of its range; the message names it and says what is allowed.</exception>
    public KafkaSettings Validated()
    {
        KafkaSettingsRules.Check(this);
        return this;
    }
}

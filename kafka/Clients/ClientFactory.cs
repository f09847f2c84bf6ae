using System.Globalization;
using Confluent.Kafka;
using Serverless.Durable.Ports;

namespace Serverless.Kafka.Clients;

/// <summary>Makes clients: the settings that the protocol needs, the user's properties on top, and never a line on standard error.</summary>
internal sealed class ClientFactory(KafkaSettings settings)
{
    private readonly TokenKeeper? _tokens = settings.Token is { } fetch ? new TokenKeeper(fetch) : null;
    private string _lastFault = "";

    public KafkaSettings Settings { get; } = settings;

    /// <summary>The newest fault that a client met, in its words; empty where there was none.</summary>
    public string LastFault => Volatile.Read(ref _lastFault);

    public IProducer<byte[], byte[]> Producer(Action<Error> onFatal)
    {
        // One request in flight and no time-out of the client's own: see docs/protocol.md, "Append".
        var config = Common("writer", new Dictionary<string, string>
        {
            ["acks"] = "all",
            ["enable.idempotence"] = "true",
            ["enable.gapless.guarantee"] = "true",
            ["max.in.flight"] = "1",
            ["message.timeout.ms"] = "0",
            ["allow.auto.create.topics"] = "false",
            ["topic.metadata.propagation.max.ms"] = "10000",
            ["linger.ms"] = Milliseconds(Settings.Linger),
            ["compression.type"] = Settings.Compression,
            ["message.max.bytes"] = Settings.MaxRecordBytes.ToString(CultureInfo.InvariantCulture),
            ["queue.buffering.max.messages"] = "0",
            ["dotnet.producer.delivery.report.fields"] = "none",
        });
        return Build(() => new ProducerBuilder<byte[], byte[]>(config)
            .SetOAuthBearerTokenRefreshHandler(_tokens is null ? null : (client, _) => Renew(client))
            .SetLogHandler((_, line) => Tell(KafkaEventKind.Log, line.Name, line.Message))
            .SetErrorHandler((client, error) =>
            {
                Tell(client.Name, error);
                if (error.IsFatal)
                    onFatal(error);
            })
            .Build());
    }

    /// <summary>A consumer that is assigned its partitions by hand and never moves by itself.</summary>
    /// <param name="purpose">A word for its name.</param>
    /// <param name="group">The group for committed offsets; null where none are used.</param>
    /// <param name="fetchWait">How long a broker may hold an empty fetch.</param>
    /// <param name="withTopic">Whether results name their topic (a string for every record).</param>
    public IConsumer<byte[], byte[]> Consumer(string purpose, string? group, TimeSpan fetchWait, bool withTopic)
    {
        var config = Common(purpose, new Dictionary<string, string>
        {
            ["group.id"] = group ?? "serverless-" + purpose,
            ["enable.auto.commit"] = "false",
            ["enable.auto.offset.store"] = "false",
            ["auto.offset.reset"] = "error",
            ["enable.partition.eof"] = "true",
            ["allow.auto.create.topics"] = "false",
            ["fetch.wait.max.ms"] = Milliseconds(fetchWait),
            ["fetch.error.backoff.ms"] = "20",
            // The default waits a second once the local queue has been full: a hiccup in every burst.
            ["fetch.queue.backoff.ms"] = "5",
            // The default reads 100,000 records ahead: tens of megabytes that nobody has asked for yet.
            ["queued.min.messages"] = "10000",
            ["dotnet.consumer.consume.result.fields"] = withTopic ? "all" : "headers,timestamp",
        });
        return Build(() => new ConsumerBuilder<byte[], byte[]>(config)
            .SetOAuthBearerTokenRefreshHandler(_tokens is null ? null : (client, _) => Renew(client))
            .SetLogHandler((_, line) => Tell(KafkaEventKind.Log, line.Name, line.Message))
            .SetErrorHandler((client, error) => Tell(client.Name, error))
            .Build());
    }

    /// <summary>
    /// A member of a group, for the sake of membership alone: it holds partitions and commits for them, and reads nothing. Partitions move one by one
    /// (cooperative), so that what stays is not interrupted.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="assigned">Is told what came to this member, on the thread that polls.</param>
    /// <param name="revoked">Is told what has to be given back; the group waits until it returns.</param>
    /// <param name="lost">Is told what others have already.</param>
    public IConsumer<byte[], byte[]> Member(
        string group, Action<List<TopicPartition>> assigned, Action<List<TopicPartition>> revoked, Action<List<TopicPartition>> lost)
    {
        var config = Common("member", new Dictionary<string, string>
        {
            ["group.id"] = group,
            ["partition.assignment.strategy"] = "cooperative-sticky",
            ["session.timeout.ms"] = Milliseconds(Settings.SessionTimeout),
            // How soon a member hears that the group changes.
            ["heartbeat.interval.ms"] = Milliseconds(Settings.SessionTimeout / 10),
            ["enable.auto.commit"] = "false",
            ["enable.auto.offset.store"] = "false",
            ["auto.offset.reset"] = "error",
            ["allow.auto.create.topics"] = "false",
            ["fetch.wait.max.ms"] = Milliseconds(Settings.FetchWait),
            ["queued.min.messages"] = "1",
        });
        return Build(() => new ConsumerBuilder<byte[], byte[]>(config)
            .SetOAuthBearerTokenRefreshHandler(_tokens is null ? null : (client, _) => Renew(client))
            .SetLogHandler((_, line) => Tell(KafkaEventKind.Log, line.Name, line.Message))
            .SetErrorHandler((client, error) => Tell(client.Name, error))
            .SetPartitionsAssignedHandler((_, partitions) =>
            {
                assigned(partitions);
                // It reads nothing: neither is a committed offset looked up, nor is anything fetched that lies in the log.
                return partitions.Select(partition => new TopicPartitionOffset(partition, Offset.End));
            })
            .SetPartitionsRevokedHandler((_, partitions) => revoked([.. partitions.Select(partition => partition.TopicPartition)]))
            .SetPartitionsLostHandler((_, partitions) => lost([.. partitions.Select(partition => partition.TopicPartition)]))
            .Build());
    }

    private static string Milliseconds(TimeSpan span) => span.TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture);

    private Dictionary<string, string> Common(string purpose, Dictionary<string, string> config)
    {
        config["bootstrap.servers"] = Settings.BootstrapServers;
        // How long a client's poll thread sleeps, which closing waits for.
        config["dotnet.cancellation.delay.max.ms"] = "20";
        config["client.id"] = "serverless-" + purpose;
        // A broker that comes back should be found within a second, not within ten; and half of the first number, at least 11 ms, is
        // what the client waits between its first two connections.
        config["reconnect.backoff.ms"] = "20";
        config["reconnect.backoff.max.ms"] = "1000";
        foreach (var (property, value) in Settings.Properties)
            config[property] = value;
        return config;
    }

    private T Build<T>(Func<T> build)
        where T : IClient
    {
        try
        {
            var client = build();
            _tokens?.Add(client);
            return client;
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or KafkaException)
        {
            throw new LogException($"A client setting (KAFKA__…) is refused: {failure.Message}", failure) { IsFatal = true };
        }
        catch (Exception failure) when (failure is DllNotFoundException or TypeInitializationException)
        {
            throw new LogException($"The native library librdkafka can't be loaded: {failure.Message}", failure) { IsFatal = true };
        }
    }

    private void Renew(IClient client)
    {
        if (_tokens?.Refresh() is not { } failure)
            return;
        client.OAuthBearerSetTokenFailure(failure);
        Tell(KafkaEventKind.Connection, client.Name, $"no token to sign in with: {failure}");
    }

    /// <summary>Tells the settings' listener what a client of ours did.</summary>
    public void Tell(string client, string text) => Tell(KafkaEventKind.Log, client, text);

    private void Tell(string client, Error error)
    {
        Volatile.Write(ref _lastFault, error.Reason);
        Tell(
            error.IsFatal ? KafkaEventKind.Fatal : error.Code == ErrorCode.Local_AllBrokersDown ? KafkaEventKind.AllBrokersDown : KafkaEventKind.Connection,
            client,
            error.Reason);
    }

    private void Tell(KafkaEventKind kind, string client, string text) => Settings.Listener?.Invoke(new KafkaEvent(kind, client, text));
}

using System.Globalization;
using Serverless.Durable.Ports;

namespace Serverless.Kafka;

/// <summary>The ranges of <see cref="KafkaSettings"/>, and the client properties that the protocol fixes.</summary>
internal static class KafkaSettingsRules
{
    private static readonly string[] Compressions = ["none", "gzip", "snappy", "lz4", "zstd"];

    // No gaps, no second copy, no commit and no jump behind our back: what is promised rests on these.
    private static readonly HashSet<string> Fixed = new(StringComparer.Ordinal)
    {
        "acks", "request.required.acks", "enable.idempotence", "enable.gapless.guarantee", "max.in.flight", "max.in.flight.requests.per.connection",
        "message.timeout.ms", "delivery.timeout.ms", "transactional.id", "message.send.max.retries", "retries", "partitioner",
        "group.id", "partition.assignment.strategy", "enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset", "enable.partition.eof", "allow.auto.create.topics",
        "dotnet.producer.enable.delivery.reports", "dotnet.producer.enable.background.poll", "dotnet.producer.delivery.report.fields",
        "dotnet.consumer.consume.result.fields",
    };

    public static void Check(KafkaSettings settings)
    {
        CheckBrokers(settings.BootstrapServers);
        Between("KAFKA__DeliveryDeadlineSeconds", settings.DeliveryDeadline, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Between("KAFKA__ConnectSeconds", settings.ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        Between("KAFKA__fetch.wait.max.ms", settings.FetchWait, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Between("KAFKA__session.timeout.ms", settings.SessionTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(30));
        Between("KAFKA__linger.ms", settings.Linger, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Between("KAFKA__message.max.bytes", settings.MaxRecordBytes, 1_000, 100_000_000);
        Between("KAFKA__Readers", settings.Readers, 1, 64);
        Between("KAFKA__Epoch", settings.Epoch, 1, long.MaxValue);
        if (Array.IndexOf(Compressions, settings.Compression) < 0)
            throw Wrong($"KAFKA__compression.type is '{settings.Compression}'; allowed are {string.Join(", ", Compressions)}.");
        foreach (var property in settings.Properties.Keys)
        {
            if (Fixed.Contains(property))
                throw Wrong($"KAFKA__{property} can't be set: the order and completeness of the log rest on it.");
        }
    }

    public static LogException Wrong(string sentence) => new(sentence) { IsFatal = true };

    private static void CheckBrokers(string brokers)
    {
        if (string.IsNullOrWhiteSpace(brokers))
            throw Wrong("No Kafka brokers are given: set KAFKA__BootstrapServers to host:port (several separated by commas).");
        foreach (var broker in brokers.Split(',', StringSplitOptions.TrimEntries))
        {
            var colon = broker.LastIndexOf(':');
            if (colon <= 0 || !ushort.TryParse(broker.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
                throw Wrong($"KAFKA__BootstrapServers has '{broker}', which is not host:port.");
        }
    }

    private static void Between<T>(string name, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            throw Wrong($"{name} is {Text(value)}; allowed is {Text(least)} to {Text(most)}.");
    }

    private static string Text<T>(T value) => value switch
    {
        TimeSpan span when span < TimeSpan.FromSeconds(1) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds} ms"),
        TimeSpan span => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };
}

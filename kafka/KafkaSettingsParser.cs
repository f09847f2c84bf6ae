using System.Globalization;
using System.Text;

namespace Serverless.Kafka;

/// <summary>Reads <see cref="KafkaSettings"/> from keys and values.</summary>
internal static class KafkaSettingsParser
{
    private static readonly string[] Prefixes = ["KAFKA__", "KAFKA:"];

    public static KafkaSettings Parse(IEnumerable<KeyValuePair<string, string?>> configuration, string? brokers)
    {
        var settings = new KafkaSettings { BootstrapServers = "" };
        var properties = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in configuration)
        {
            if (Name(key) is { } name && !string.IsNullOrWhiteSpace(value))
                settings = With(settings, properties, name, value.Trim());
        }

        return settings with { BootstrapServers = brokers ?? settings.BootstrapServers, Properties = properties };
    }

    /// <summary>librdkafka's name of a property: <c>SecurityProtocol</c> → <c>security.protocol</c>; what has a dot is one already.</summary>
    public static string PropertyOf(string name)
    {
        if (name.Contains('.', StringComparison.Ordinal) || name.Length == 0)
            return name;
        var property = new StringBuilder(name.Length + 8);
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && property.Length > 0)
                property.Append('.');
            property.Append(char.ToLowerInvariant(letter));
        }

        return property.ToString();
    }

    private static string? Name(string key)
    {
        foreach (var prefix in Prefixes)
        {
            if (key.Length > prefix.Length && key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return key[prefix.Length..];
        }

        return null;
    }

    private static KafkaSettings With(KafkaSettings settings, SortedDictionary<string, string> properties, string name, string value)
    {
        var property = PropertyOf(name);
        switch (property)
        {
            case "bootstrap.servers" or "metadata.broker.list":
                return settings with { BootstrapServers = value };
            case "delivery.deadline.seconds":
                return settings with { DeliveryDeadline = TimeSpan.FromSeconds(Number<double>(name, value)) };
            case "connect.seconds":
                return settings with { ConnectTimeout = TimeSpan.FromSeconds(Number<double>(name, value)) };
            case "readers":
                return settings with { Readers = Number<int>(name, value) };
            case "epoch":
                return settings with { Epoch = Number<long>(name, value) };
            case "fetch.wait.max.ms":
                return settings with { FetchWait = TimeSpan.FromMilliseconds(Number<double>(name, value)) };
            case "session.timeout.ms":
                return settings with { SessionTimeout = TimeSpan.FromMilliseconds(Number<double>(name, value)) };
            case "linger.ms" or "queue.buffering.max.ms":
                return settings with { Linger = TimeSpan.FromMilliseconds(Number<double>(name, value)) };
            case "compression.type" or "compression.codec":
                return settings with { Compression = value.ToLowerInvariant() };
            case "message.max.bytes":
                return settings with { MaxRecordBytes = Number<int>(name, value) };
            default:
                properties[property] = value;
                return settings;
        }
    }

    private static T Number<T>(string name, string value)
        where T : System.Numerics.INumber<T> =>
        T.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && T.Abs(number) <= T.CreateSaturating(1_000_000_000_000L)
            ? number
            : throw KafkaSettingsRules.Wrong($"KAFKA__{name} is '{value}', which is not a number in its range.");
}

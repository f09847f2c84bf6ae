using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Serverless.Streams;

namespace Serverless.Functions;

/// <summary>What a profile presets for our own Kafka clients, and what it demands. Presets give way to <c>KAFKA__…</c> settings; demands do not.</summary>
internal static class ProfileRules
{
    /// <summary>The largest message that Event Hubs takes, 1 MiB less 2,048 bytes (learn.microsoft.com/azure/event-hubs/event-hubs-quotas).</summary>
    private const int EventHubsMessageBytes = 1_046_528;

    /// <summary>Client properties, as configuration has them.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Presets(Profile profile) => profile switch
    {
        // The embedded broker answers a fetch only when its time is up.
        Profile.Local => [new("KAFKA__fetch.wait.max.ms", "1")],

        // What the service asks of Kafka clients: github.com/Azure/azure-event-hubs-for-kafka, CONFIGURATION.md. It closes idle connections after four minutes,
        // and answers late while it moves partitions.
        Profile.EventHubs =>
        [
            new("KAFKA__compression.type", "gzip"), new("KAFKA__connections.max.idle.ms", "180000"), new("KAFKA__metadata.max.age.ms", "180000"),
            new("KAFKA__request.timeout.ms", "60000"), new("KAFKA__DeliveryDeadlineSeconds", "90"),
        ],
        _ => [],
    };

    /// <summary>Checks what the profile demands.</summary>
    /// <exception cref="SettingsException">Names the setting and what is allowed.</exception>
    public static void Check(FunctionsSettings settings)
    {
        if (settings.Profile == Profile.Local && settings.Protocol != BrokerProtocol.Plaintext)
            throw new SettingsException($"KafkaProtocol is {settings.Protocol}: the profile local allows Plaintext; for a broker that asks who you are, set Profile to kafka or eventhubs.");
        if (settings.Profile != Profile.EventHubs)
        {
            if (settings.ClientsUseIdentity)
                throw new SettingsException("ClientsUseIdentity is true: only the profile eventhubs signs in to Kafka with a managed identity.");
            return;
        }

        if ((settings.Protocol, settings.Authentication) != (BrokerProtocol.SaslSsl, BrokerAuthenticationMode.Plain))
            throw new SettingsException($"KafkaProtocol is {settings.Protocol} and KafkaAuthentication {settings.Authentication}: the profile eventhubs needs SaslSsl and Plain.");
        if (settings.Kafka.Compression is not ("gzip" or "none"))
            throw new SettingsException($"KAFKA__CompressionType is '{settings.Kafka.Compression}': the profile eventhubs allows gzip and none.");
        if (settings.Kafka.MaxRecordBytes > EventHubsMessageBytes)
            throw new SettingsException(Text($"KAFKA__MessageMaxBytes is {settings.Kafka.MaxRecordBytes}: the profile eventhubs allows at most {EventHubsMessageBytes}."));
    }

    /// <summary>Checks that the namespace has room for the pipeline's topics.</summary>
    /// <exception cref="SettingsException">It has not.</exception>
    public static void CheckHubs(FunctionsSettings settings, PipelinePlan plan)
    {
        var hubs = plan.Sources.Select(source => source.Topic).Concat(plan.OwnedTopics).Distinct().Count();
        if (settings.Profile == Profile.EventHubs && hubs > settings.HubBudget)
            throw new SettingsException(Text($"HubBudget is {settings.HubBudget}: the pipeline {plan.Name} has {hubs} topics, each an event hub. Standard allows 10 in a namespace, Premium 100 per unit."));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

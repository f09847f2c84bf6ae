using Confluent.Kafka;
using Serverless.Kafka;

namespace Serverless.Local.Simulation;

/// <summary>Configurations of the simulator's and the verifying reader's own clients: the user's properties win.</summary>
internal static class ClientConfigs
{
    public static Dictionary<string, string> Of(KafkaSettings settings, string name, Dictionary<string, string> config)
    {
        config["bootstrap.servers"] = settings.BootstrapServers;
        config["client.id"] = "serverless-" + name;
        config["allow.auto.create.topics"] = "false";
        // A broker that comes back should be found within a second.
        config["reconnect.backoff.ms"] = "50";
        config["reconnect.backoff.max.ms"] = "1000";
        foreach (var (property, value) in settings.Properties)
        {
            config[property] = value;
        }

        return config;
    }

    public static T Build<T>(Func<T> build)
    {
        try
        {
            return build();
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or KafkaException)
        {
            throw new SimulationException($"A client setting (KAFKA__…) is refused: {failure.Message}", failure);
        }
    }
}

namespace Serverless.Local.Emulators;

/// <summary>How the embedded broker is started.</summary>
public sealed record EmbeddedKafkaOptions
{
    /// <summary>The topics to create, with their numbers of partitions. One that is not created appears with four when somebody asks for it.</summary>
    public IReadOnlyDictionary<string, int> Topics { get; init; } = new Dictionary<string, int>();

    /// <summary>The port to listen on, on the loopback interface; 0 (default) lets the system choose. A chosen one costs a hop through a relay.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Where the count of starts is kept, which is the epoch; null keeps none, and the epoch is 1. Its file is <c>broker.starts</c>.
    /// </summary>
    public string? StateDirectory { get; init; }

    /// <summary>The number of brokers in the cluster, 1 (default) to 9; more than one only without <see cref="Port"/>.</summary>
    public int Brokers { get; init; } = 1;
}

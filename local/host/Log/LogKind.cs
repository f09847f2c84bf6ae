namespace Serverless.Local.Host;

/// <summary>Where keyed topics lie.</summary>
public enum LogKind
{
    /// <summary>On files of this machine: nothing is lost when the broker is.</summary>
    Files,

    /// <summary>On Kafka, beside sources and outputs.</summary>
    Kafka,
}

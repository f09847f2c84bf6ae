namespace Serverless.Streams;

/// <summary>Where predictions go.</summary>
public sealed class Sink
{
    internal Sink(string topic) => Topic = topic;

    internal string Topic { get; }
}

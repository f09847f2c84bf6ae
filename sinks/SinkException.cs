namespace Serverless.Sinks;

/// <summary>A sink can't go on. The message is one clear sentence, without secrets.</summary>
/// <param name="message">What is wrong, and what helps.</param>
/// <param name="inner">The failure behind it.</param>
public sealed class SinkException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether trying again can't help: a setting, a right or the schema is wrong.</summary>
    public bool IsFatal { get; init; }
}

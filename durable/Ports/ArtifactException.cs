namespace Serverless.Durable.Ports;

/// <summary>The artifact store is out of reach, or what it holds is refused. The message is one clear sentence.</summary>
public sealed class ArtifactException : Exception
{
    /// <summary>With what happened.</summary>
    /// <param name="message">One clear sentence.</param>
    /// <param name="inner">The cause, where there is one.</param>
    public ArtifactException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Whether trying again can't help: the artifact itself is wrong.</summary>
    public bool IsFatal { get; init; }
}

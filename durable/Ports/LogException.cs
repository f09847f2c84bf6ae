namespace Serverless.Durable.Ports;

/// <summary>The log is out of reach, refused something, or is damaged. The message is one clear sentence.</summary>
public sealed class LogException : Exception
{
    /// <summary>With what happened.</summary>
    /// <param name="message">One clear sentence.</param>
    /// <param name="inner">The cause, where there is one.</param>
    public LogException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Whether trying again can't help: damage, loss, a full disk.</summary>
    public bool IsFatal { get; init; }
}

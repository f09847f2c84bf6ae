namespace Serverless.Durable.Ports;

/// <summary>Checkpoints are out of reach or damaged. The message is one clear sentence.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>With what happened.</summary>
    /// <param name="message">One clear sentence.</param>
    /// <param name="inner">The cause, where there is one.</param>
    public CheckpointException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Whether trying again can't help: damage, a higher deploy revision.</summary>
    public bool IsFatal { get; init; }
}

namespace Serverless.Local.Simulation;

/// <summary>A simulation or a check can't go on. The message is one clear sentence for whoever started it.</summary>
public sealed class SimulationException : Exception
{
    /// <summary>With what happened.</summary>
    /// <param name="message">One clear sentence.</param>
    /// <param name="inner">The cause, where there is one.</param>
    public SimulationException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

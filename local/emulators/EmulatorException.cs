namespace Serverless.Local.Emulators;

/// <summary>An emulator can't be started or has failed. The message is one clear sentence.</summary>
public sealed class EmulatorException : Exception
{
    /// <summary>With what happened.</summary>
    /// <param name="message">One clear sentence.</param>
    /// <param name="inner">The cause, where there is one.</param>
    public EmulatorException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

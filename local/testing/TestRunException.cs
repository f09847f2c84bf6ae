namespace Serverless.Local.Testing;

/// <summary>A test of a pipeline that fails, in words: which event, which value, what was expected, what was found.</summary>
public sealed class TestRunException : Exception
{
    /// <summary>A failure.</summary>
    /// <param name="message">What is wrong.</param>
    public TestRunException(string message)
        : base(message)
    {
    }
}

using Serverless.Streams;

namespace Serverless.Local.Testing;

/// <summary>Tests of pipelines: the real stages on a log in memory and a clock that the events move. No broker, no waiting.</summary>
public static class TestRun
{
    /// <summary>A run of a pipeline.</summary>
    /// <typeparam name="T">The event.</typeparam>
    /// <param name="pipeline">The pipeline, for example <c>new CardFraud()</c>.</param>
    /// <returns>The run, to be given events.</returns>
    /// <exception cref="PipelineException">The definition is wrong: all problems at once.</exception>
    public static TestRun<T> Of<T>(Pipeline<T> pipeline)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return new TestRun<T>(pipeline);
    }
}

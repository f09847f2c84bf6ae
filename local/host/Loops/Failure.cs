using Serverless.Durable.Ports;

namespace Serverless.Local.Host.Loops;

/// <summary>Which failures end the host, and how one is told.</summary>
internal static class Failure
{
    /// <summary>Whether trying again can't help.</summary>
    public static bool IsFatal(Exception failure) => failure switch
    {
        LogException log => log.IsFatal,
        CheckpointException checkpoint => checkpoint.IsFatal,
        ArtifactException artifact => artifact.IsFatal,
        OutOfMemoryException or ArgumentException => true,
        AggregateException several => several.InnerExceptions.Any(IsFatal),
        _ => false,
    };

    /// <summary>One line.</summary>
    public static string Line(Exception failure)
    {
        var text = failure is AggregateException { InnerExceptions.Count: > 0 } several ? several.InnerExceptions[0].Message : failure.Message;
        return text.ReplaceLineEndings(" ").Trim();
    }
}

using Microsoft.Extensions.Logging;
using Serverless.Kafka;

namespace Serverless.Functions;

/// <summary>What the app writes to its log: event ids from 1000.</summary>
internal static partial class Messages
{
    public static void LogFault(this ILogger logger, string function, int attempt, bool isLast, Exception fault)
    {
        if (isLast)
            GaveUp(logger, function, attempt, fault);
        else
            TriesAgain(logger, function, attempt, fault.Message);
    }

    public static void LogKafka(this ILogger logger, KafkaEvent told) =>
        Told(logger, told.Kind is KafkaEventKind.Log ? LogLevel.Debug : LogLevel.Warning, told.Client, told.Text);

    [LoggerMessage(1003, LogLevel.Warning, "The last checkpoints were not offered; the next owner reads more of the log instead.")]
    public static partial void LogNoLastCheckpoint(this ILogger logger, Exception fault);

    [LoggerMessage(1000, LogLevel.Error, "{Function} gives up after attempt {Attempt}; the batch comes again.")]
    private static partial void GaveUp(ILogger logger, string function, int attempt, Exception fault);

    [LoggerMessage(1001, LogLevel.Warning, "{Function}: attempt {Attempt} failed: {Reason}")]
    private static partial void TriesAgain(ILogger logger, string function, int attempt, string reason);

    [LoggerMessage(EventId = 1002, Message = "{Client}: {Text}")]
    private static partial void Told(ILogger logger, LogLevel level, string client, string text);
}

using System.Runtime.CompilerServices;
using Serverless.Streams.Records;

namespace Serverless.Durable.Ports;

/// <summary>Reads a range whose end is known, which every log has to hand out: one that does not would be asked for ever.</summary>
public static class LogPieces
{
    /// <summary>The records of a partition from one offset to another, in pieces; offsets without records are normal.</summary>
    /// <param name="log">The log.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="from">The first offset.</param>
    /// <param name="end">The offset behind the last one; at most the partition's end.</param>
    /// <param name="most">Records of a piece.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Pieces with at least one record.</returns>
    /// <exception cref="LogException">The log is out of reach, or does not hand out an offset below the end.</exception>
    public static async IAsyncEnumerable<IReadOnlyList<LogRecord>> PiecesAsync(
        this ILog log, string topic, int partition, long from, long end, int most, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        for (var next = from; next < end;)
        {
            var slice = await log.ReadAsync(topic, partition, next, (int)Math.Min(most, end - next), TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            if (slice.Next <= next)
            {
                throw new LogException($"{topic}/{partition}: offset {next} is not handed out, though the range ends at {end}.");
            }

            next = slice.Next;
            var isWhole = slice.Records.Count == 0 || slice.Records[^1].Offset < end;
            IReadOnlyList<LogRecord> records = isWhole ? slice.Records : [.. slice.Records.Where(record => record.Offset < end)];
            if (records.Count > 0)
            {
                yield return records;
            }
        }
    }
}

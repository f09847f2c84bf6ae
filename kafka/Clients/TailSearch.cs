using System.Text;
using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Kafka.Clients;

/// <summary>Finds the last output of a writer, in blocks back from the end that grow.</summary>
internal sealed class TailSearch(ReaderPool readers, string topic, int partition, WriterId writer)
{
    private const int FirstBlock = 64;
    private const int LargestBlock = 8_192;
    private readonly byte[] _stage = Encoding.UTF8.GetBytes(writer.Stage + "@");

    public async ValueTask<OutputId?> FindAsync(Func<ValueTask<LogBounds>> boundsOf, CancellationToken cancellationToken)
    {
        var bounds = await boundsOf().ConfigureAwait(false);
        var to = bounds.End;
        for (var block = FirstBlock; to > bounds.Start; block = Math.Min(block * 4, LargestBlock))
        {
            var from = Math.Max(bounds.Start, to - block);
            try
            {
                if (await LastOfAsync(from, to, cancellationToken).ConfigureAwait(false) is { } found)
                    return found;
            }
            catch (LogException failure) when (failure.IsFatal)
            {
                // Retention works at the other end while we read: then the search ends where the log starts now.
                var now = await boundsOf().ConfigureAwait(false);
                if (now.Start <= from)
                    throw;
                bounds = now;
                continue;
            }

            to = from;
        }

        return null;
    }

    private async ValueTask<OutputId?> LastOfAsync(long from, long to, CancellationToken cancellationToken)
    {
        OutputId? last = null;
        while (from < to)
        {
            var slice = await readers.ReadAsync(topic, partition, from, (int)(to - from), TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            foreach (var record in slice.Records)
            {
                if (record.Offset < to && IdOf(record) is { } id)
                    last = id;
            }

            if (slice.Next <= from)
                throw new LogException($"Topic {topic}, partition {partition}: nothing could be read between {from} and {to}.");
            from = slice.Next;
        }

        return last;
    }

    private OutputId? IdOf(LogRecord record)
    {
        // Most records of a shared partition are other writers': the name is compared before anything is parsed.
        if (!record.TryGetHeader(OutputHeaders.Id, out var bytes) || !bytes.Span.StartsWith(_stage))
            return null;
        return OutputId.TryParse(Encoding.UTF8.GetString(bytes.Span), out var id) && id.Writer.Stage == writer.Stage && id.Writer.Shard == writer.Shard
            ? id
            : null;
    }
}

using System.Runtime.CompilerServices;
using System.Text;
using Serverless.Durable.Ports;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Durable.DeadLetters;

/// <summary>
/// A pipeline's dead letters: read, each once, and put back on the road after a fix. What Cleanse has buried goes to its source once more, where
/// <c>Unique</c> drops a second replay; what a keyed stage has buried is counted already, and stays.
/// </summary>
/// <param name="log">Where sources and outputs are.</param>
/// <param name="plan">The pipeline.</param>
public sealed class DeadLetterBox(ILog log, PipelinePlan plan)
{
    private const int Piece = 500;

    /// <summary>Reads what the topic holds now, partition by partition, without repeats.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The dead letters; records without an id are passed over.</returns>
    /// <exception cref="LogException">The topic does not exist, or the log is out of reach.</exception>
    public async IAsyncEnumerable<DeadLetterRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var partitions = await PartitionsAsync(plan.Dead, cancellationToken).ConfigureAwait(false);
        var last = new LastIds();
        for (var partition = 0; partition < partitions; partition++)
        {
            var bounds = await log.BoundsAsync(plan.Dead, partition, cancellationToken).ConfigureAwait(false);
            await foreach (var records in log.PiecesAsync(plan.Dead, partition, bounds.Start, bounds.End, Piece, cancellationToken).ConfigureAwait(false))
            {
                foreach (var record in records)
                {
                    if (record.TryGetHeader(OutputHeaders.Id, out var text) && OutputId.TryParse(Encoding.UTF8.GetString(text.Span), out var id)
                        && last.IsNew(plan.Dead, partition, id))
                    {
                        yield return new DeadLetterRecord(plan, record, id);
                    }
                }
            }
        }
    }

    /// <summary>Appends dead letters to their sources again.</summary>
    /// <param name="letters">Those without an obstacle are put back, in order; a record once, however many of its events are dead.</param>
    /// <param name="cancellationToken">Ends it: some may be back then, and putting them back again does no harm.</param>
    /// <returns>How many records were put back.</returns>
    /// <exception cref="LogException">Not all were acknowledged: putting them back again does no harm.</exception>
    public async Task<int> ReplayAsync(IEnumerable<DeadLetterRecord> letters, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letters);
        var partitions = new Dictionary<string, int>(StringComparer.Ordinal);
        var records = new List<OutgoingRecord>();
        var writer = log.OpenWriter();
        await using var open = writer.ConfigureAwait(false);
        var count = 0;
        foreach (var letter in letters.Where(letter => letter.Obstacle is null).DistinctBy(letter => (letter.Id.Writer, letter.Id.Offset)))
        {
            var topic = letter.Id.Writer.Stage;
            if (!partitions.TryGetValue(topic, out var known))
            {
                partitions[topic] = known = await PartitionsAsync(topic, cancellationToken).ConfigureAwait(false);
            }

            records.Add(letter.Replay(known));
            if (records.Count == Piece)
            {
                await AppendAsync().ConfigureAwait(false);
            }
        }

        await AppendAsync().ConfigureAwait(false);
        return count;

        async Task AppendAsync()
        {
            await writer.AppendAsync(records, cancellationToken).ConfigureAwait(false);
            count += records.Count;
            records.Clear();
        }
    }

    private async Task<int> PartitionsAsync(string topic, CancellationToken cancellationToken) =>
        await log.PartitionsAsync(topic, cancellationToken).ConfigureAwait(false) is > 0 and var partitions
            ? partitions
            : throw new LogException($"The topic {topic} does not exist.") { IsFatal = true };
}

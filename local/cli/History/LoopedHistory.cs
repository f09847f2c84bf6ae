using Serverless.Durable.Offline;
using Serverless.Streams;

namespace Serverless.Local.Cli.History;

/// <summary>
/// Recorded events again and again: each round begins a whole number of hours behind the one before, with ids of its own. It ends where its events would lie in the future.
/// </summary>
/// <param name="plan">The pipeline.</param>
/// <param name="read">Reads the recorded events from their beginning.</param>
/// <param name="time">The present.</param>
internal sealed class LoopedHistory(PipelinePlan plan, Func<IEnumerable<HistoryRecord>> read, TimeProvider time)
{
    private readonly EventRound _round = new(plan);

    /// <summary>The number of the round that was begun last.</summary>
    public int Round { get; private set; }

    /// <summary>All records from the beginning of a round on.</summary>
    /// <param name="round">The first round; 0 is the recorded one.</param>
    /// <exception cref="CommandException">There is no record, or a file can't be read.</exception>
    public IEnumerable<HistoryRecord> From(int round)
    {
        var (first, last, count) = (long.MaxValue, 0L, 0);
        foreach (var record in read())
        {
            // A record that was refused before any good one tells no time.
            (first, last, count) = (record.Timestamp > 0 ? Math.Min(first, record.Timestamp) : first, Math.Max(last, record.Timestamp), count + 1);
        }

        if (count == 0)
        {
            throw new CommandException("--from: there is no record.");
        }

        var period = TimeSpan.FromHours(1 + Math.Ceiling(TimeSpan.FromMilliseconds(Math.Max(last - first, 0)).TotalHours));
        for (Round = round; last + (Round * period.TotalMilliseconds) <= time.GetUtcNow().ToUnixTimeMilliseconds(); Round++)
        {
            foreach (var record in read())
            {
                yield return record with { Value = _round.Of(record.Topic, record.Value.ToArray(), Round, Round * period), Timestamp = record.Timestamp + (long)(Round * period.TotalMilliseconds) };
            }
        }
    }
}

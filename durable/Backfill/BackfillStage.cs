using Serverless.Durable.Ports;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Durable.Backfill;

/// <summary>
/// Sends a history to a source topic, in event-time order over all its inputs, each of which is in its own order. A piece may be sent twice, by a retry or by two instances at once:
/// the source's <c>Unique</c> makes that harmless, so it is demanded. What is older than the watermark that the shards have reached is late there: a history is for a pipeline that has not read past it.
/// </summary>
/// <param name="plan">The pipeline: its cleansing tells the records' times and keys.</param>
/// <param name="log">Where the source is.</param>
public sealed class BackfillStage(PipelinePlan plan, ILog log)
{
    private const int PieceRecords = 2_000;

    /// <summary>Refuses a source that can't take a history.</summary>
    /// <param name="plan">The pipeline.</param>
    /// <param name="source">The topic.</param>
    /// <returns>Why it can't; null where it can.</returns>
    public static string? ProblemOf(PipelinePlan plan, string source)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Sources.FirstOrDefault(each => each.Topic == source) is not { } found ? $"{source} is no source of {plan.Name}; there are {string.Join(", ", plan.Sources.Select(each => each.Topic))}."
            : found.UniqueWithin is null ? $"{source} has no Unique: a record that is sent twice would count twice."
            : null;
    }

    /// <summary>Sends the next piece: some 2,000 records.</summary>
    /// <param name="state">How far it has come.</param>
    /// <param name="open">Opens an input.</param>
    /// <param name="cancellationToken">Ends it; the piece is sent again then.</param>
    /// <returns>How far it has come now: everything up to there is acknowledged.</returns>
    /// <exception cref="LogException">Log or input are out of reach, or the input has lost what is asked for.</exception>
    public async ValueTask<BackfillState> RunPieceAsync(BackfillState state, Func<BackfillCursor, IBackfillInput> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(open);
        var source = plan.Sources.First(each => each.Topic == state.Source);
        var partitions = await log.PartitionsAsync(state.Source, cancellationToken).ConfigureAwait(false);
        if (partitions == 0)
            throw new LogException($"The topic {state.Source} does not exist.");
        var readers = state.Inputs.Select(input => new BackfillReader(source, open(input), input)).ToArray();
        var (outgoing, time) = (new List<OutgoingRecord>(PieceRecords), state.Time);
        while (outgoing.Count < PieceRecords && await FirstAsync(readers, cancellationToken).ConfigureAwait(false) is { } first)
        {
            time = Math.Max(time, first.Time);
            outgoing.Add(await first.TakeAsync(state.Source, partitions, cancellationToken).ConfigureAwait(false));
        }

        var writer = log.OpenWriter();
        await using var owned = writer.ConfigureAwait(false);
        if (outgoing.Count > 0)
            await writer.AppendAsync(outgoing, cancellationToken).ConfigureAwait(false);
        return state with { Inputs = [.. readers.Select(reader => reader.Cursor)], Sent = state.Sent + outgoing.Count, Time = time };
    }

    /// <summary>The input whose next record is the earliest; the first of those at the same time.</summary>
    private static async ValueTask<BackfillReader?> FirstAsync(BackfillReader[] readers, CancellationToken cancellationToken)
    {
        BackfillReader? first = null;
        foreach (var reader in readers)
        {
            if (await reader.HasNextAsync(cancellationToken).ConfigureAwait(false) && (first is null || reader.Time < first.Time))
                first = reader;
        }

        return first;
    }
}

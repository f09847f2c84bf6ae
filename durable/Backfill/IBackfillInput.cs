namespace Serverless.Durable.Backfill;

/// <summary>One ordered part of a history: a blob of lines, or a range of a partition.</summary>
public interface IBackfillInput
{
    /// <summary>Reads on.</summary>
    /// <param name="cursor">Where the input goes on; 0 at first.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The next records, each with the cursor behind it; none at the input's end.</returns>
    /// <exception cref="Ports.LogException">The input is out of reach, or has lost what is asked for.</exception>
    ValueTask<IReadOnlyList<BackfillRecord>> ReadAsync(long cursor, CancellationToken cancellationToken);
}

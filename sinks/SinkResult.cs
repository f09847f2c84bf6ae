namespace Serverless.Sinks;

/// <summary>What became of a batch.</summary>
/// <param name="Written">Outputs that were stored now.</param>
/// <param name="Repeats">Outputs that had been stored before, by the last-id rule.</param>
/// <param name="Refused">Of those written, how many went to the table <c>refused</c>, since they don't fit their own.</param>
/// <param name="Foreign">Records without an id: they are not this pipeline's outputs, and stored nowhere.</param>
public sealed record SinkResult(long Written, long Repeats, long Refused, long Foreign)
{
    /// <summary>Nothing yet.</summary>
    public static SinkResult None { get; } = new(0, 0, 0, 0);

    /// <summary>Adds up.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>The sums.</returns>
    public static SinkResult operator +(SinkResult left, SinkResult right) => Add(left, right);

    /// <summary>Adds up.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>The sums.</returns>
    public static SinkResult Add(SinkResult left, SinkResult right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(left.Written + right.Written, left.Repeats + right.Repeats, left.Refused + right.Refused, left.Foreign + right.Foreign);
    }
}

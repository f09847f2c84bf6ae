using System.Collections.Immutable;

namespace Serverless.Durable.Ports;

/// <summary>
/// A checkpoint on offer. Accepted iff <c>From ≤ stored position &lt; To</c>, the deploy revision is not lower than the stored one, and it has not expired;
/// otherwise it is a no-op. It says the whole state at <see cref="To"/>: segments first, in order, then <see cref="Inline"/> on top.
/// </summary>
/// <param name="From">The position at or above which it may be applied; a snapshot has 0.</param>
/// <param name="To">The position that it is true of: all below is folded and acknowledged.</param>
/// <param name="Segments">Names of immutable segments, the base first.</param>
/// <param name="Inline">The newest delta, in the segments' own format; at most <see cref="InlineLimit"/> bytes, or <see cref="LargestInline"/> where the store carries them.</param>
/// <param name="DeployRevision">Rises with every deployment.</param>
/// <param name="Expires">After that it is refused, so that it never names a segment that was collected.</param>
public sealed record Save(long From, long To, ImmutableArray<string> Segments, ReadOnlyMemory<byte> Inline, long DeployRevision, DateTimeOffset Expires)
{
    /// <summary>
    /// What may lie inline, in bytes: as base64 and beside the names of all segments it stays below 28,000 characters of JSON, which is what the
    /// smallest store (Azure Storage's queue messages) carries.
    /// </summary>
    public const int InlineLimit = 19 * 1024;

    /// <summary>What may lie inline where the store carries more: the Durable Task Scheduler takes a mebibyte, as base64.</summary>
    public const int LargestInline = 256 * 1024;

    /// <summary>A checkpoint names no more segments: the next one is a new base.</summary>
    public const int MostSegments = 16;
}

using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>
/// What a broker would refuse must not get that far: a refused record would stop the stream. A key stands up to twice in an output, so it is short; an event leaves room for what is added to it.
/// </summary>
internal static class RecordSize
{
    /// <summary>The longest key, in bytes.</summary>
    public const int KeyLimit = 1_024;

    /// <summary>What headers of others may take in a dead letter, in bytes.</summary>
    public const int ForeignHeaderLimit = 32 * 1_024;

    /// <summary>Why a keyed record is too large; null where it is not.</summary>
    /// <param name="key">The key's bytes.</param>
    /// <param name="value">The value's bytes.</param>
    /// <param name="limit">The largest value.</param>
    public static string? Problem(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, int limit) =>
        key.Length > KeyLimit ? $"the key has {key.Length} bytes, at most {KeyLimit}"
        : value.Length > limit ? $"the record has {value.Length} bytes, at most {limit}"
        : null;

    /// <summary>The first headers that together stay within the limit.</summary>
    public static IEnumerable<RecordHeader> Within(IEnumerable<RecordHeader> headers)
    {
        var left = ForeignHeaderLimit;
        foreach (var header in headers)
        {
            left -= header.Name.Length + header.Value.Length;
            if (left >= 0)
            {
                yield return header;
            }
        }
    }
}

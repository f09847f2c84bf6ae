using Serverless.Streams.Accumulators;

namespace Serverless.Streams.Fold;

/// <summary>A window that fired, in the order that its ids need: end, key bytes, revision.</summary>
/// <param name="Key">The key.</param>
/// <param name="Start">Its first millisecond.</param>
/// <param name="Revision">From 0; raised by each late event.</param>
/// <param name="Values">One value per aggregate of the plan.</param>
internal sealed record WindowResult(byte[] Key, long Start, int Revision, AggregateValue[] Values) : IComparable<WindowResult>
{
    public int CompareTo(WindowResult? other)
    {
        if (other is null)
        {
            return 1;
        }

        var byStart = Start.CompareTo(other.Start);
        var byKey = byStart != 0 ? byStart : Key.AsSpan().SequenceCompareTo(other.Key);
        return byKey != 0 ? byKey : Revision.CompareTo(other.Revision);
    }
}

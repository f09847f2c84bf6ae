using Serverless.Streams.Accumulators;

namespace Serverless.Streams.Windows;

/// <summary>A window that fired, in the order that its ids need: end, key bytes, revision.</summary>
/// <param name="Key">The key.</param>
/// <param name="Start">Its first millisecond.</param>
/// <param name="End">The first millisecond that is no longer in it.</param>
/// <param name="Revision">From 0; raised by each late event. A session that grew together with others goes on from their highest.</param>
/// <param name="Values">One value per aggregate of the plan; results share arrays.</param>
internal readonly record struct WindowResult(byte[] Key, long Start, long End, int Revision, ArraySegment<AggregateValue> Values) : IComparable<WindowResult>
{
    public int CompareTo(WindowResult other)
    {
        var byEnd = End.CompareTo(other.End);
        var byKey = byEnd != 0 ? byEnd : Key.AsSpan().SequenceCompareTo(other.Key);
        return byKey != 0 ? byKey : Revision.CompareTo(other.Revision);
    }
}

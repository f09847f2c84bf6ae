using Serverless.Streams.Records;

namespace Serverless.Streams.Fold;

/// <summary>An event that was folded and goes on.</summary>
/// <param name="Cause">Its header.</param>
/// <param name="Key">Its key.</param>
/// <param name="Record">The record.</param>
/// <param name="Json">Its bytes.</param>
/// <param name="Row">Its row in the batch.</param>
/// <param name="InForce">What is in force where it is folded.</param>
/// <param name="IsLate">A window came too late for it.</param>
/// <param name="Failure">Why a user's aggregate failed on it; null where none did.</param>
internal readonly record struct FoldedEvent(
    KeyedHeader Cause, ReadOnlyMemory<byte> Key, object Record, ReadOnlyMemory<byte> Json, int Row, InForce InForce, bool IsLate, string? Failure)
{
    public void To(FoldOutput output)
    {
        (output.Cause, output.Key, output.Json, output.Record, output.Row) = (Cause, Key, Json, Record, Row);
        (output.InForce, output.IsLate, output.Failure) = (InForce, IsLate || Cause.IsLate, Failure);
    }
}

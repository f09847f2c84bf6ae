using Serverless.Streams.Records;

namespace Serverless.Streams.Fold;

/// <summary>An event that can't be folded.</summary>
/// <param name="Cause">Its header.</param>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its bytes.</param>
/// <param name="Failure">Why.</param>
internal readonly record struct FailedEvent(KeyedHeader Cause, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, Failure Failure);

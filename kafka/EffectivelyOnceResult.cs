using Confluent.Kafka;
using Serverless.Streams.Records;

namespace Serverless.Kafka;

/// <summary>An output that is no repeat.</summary>
/// <typeparam name="TKey">The type of keys.</typeparam>
/// <typeparam name="TValue">The type of values.</typeparam>
/// <param name="Result">As the consumer gave it; also its end-of-partition marks.</param>
/// <param name="Id">The output's id; null where the record has none, so that nothing can be said about repeats of it.</param>
public sealed record EffectivelyOnceResult<TKey, TValue>(ConsumeResult<TKey, TValue> Result, OutputId? Id);

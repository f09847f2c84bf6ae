using System.Text;
using Confluent.Kafka;
using Serverless.Streams.Records;

namespace Serverless.Kafka;

/// <summary>
/// Reads output topics under the last-id rule: wraps a consumer of yours and leaves out what was handed out before. A raw repeat
/// appears around a takeover only, and one comparison per writer removes it.
/// </summary>
/// <remarks>
/// The rule remembers, so what it promises lasts as long as its memory: store <see cref="LastIds.Entries"/> in the same transaction
/// as what you make of the records, and give them to <see cref="LastIds.Restore"/> after a restart. To read a partition once more,
/// call <see cref="LastIds.Forget"/> before you seek. For one thread, as the consumer is.
/// </remarks>
/// <typeparam name="TKey">The type of keys.</typeparam>
/// <typeparam name="TValue">The type of values.</typeparam>
/// <param name="consumer">The consumer: configured, subscribed or assigned, committed and disposed by its owner.</param>
/// <param name="lastIds">What was stored at the last run; null to start from nothing.</param>
public sealed class EffectivelyOnceReader<TKey, TValue>(IConsumer<TKey, TValue> consumer, LastIds? lastIds = null)
{
    /// <summary>The last ids taken so far.</summary>
    public LastIds LastIds { get; } = lastIds ?? new LastIds();

    /// <summary>How many repeats were left out.</summary>
    public long Repeats { get; private set; }

    /// <summary>The next output that is no repeat.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The output. Records without an <c>id</c> header pass, flagged by <see cref="EffectivelyOnceResult{TKey,TValue}.Id"/> being null.</returns>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    /// <exception cref="ConsumeException">The consumer failed.</exception>
    public EffectivelyOnceResult<TKey, TValue> Consume(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Judge(consumer.Consume(cancellationToken)) is { } result)
                return result;
        }
    }

    /// <summary>The next output that is no repeat.</summary>
    /// <param name="wait">How long to wait.</param>
    /// <returns>The output; null where the wait ended, or where a repeat was left out.</returns>
    /// <exception cref="ConsumeException">The consumer failed.</exception>
    public EffectivelyOnceResult<TKey, TValue>? Consume(TimeSpan wait) => consumer.Consume(wait) is { } result ? Judge(result) : null;

    private EffectivelyOnceResult<TKey, TValue>? Judge(ConsumeResult<TKey, TValue> result)
    {
        if (result.IsPartitionEOF || IdOf(result.Message.Headers) is not { } id)
            return new EffectivelyOnceResult<TKey, TValue>(result, null);
        if (LastIds.IsNew(result.Topic, result.Partition.Value, id))
            return new EffectivelyOnceResult<TKey, TValue>(result, id);
        Repeats++;
        return null;
    }

    private static OutputId? IdOf(Headers? headers) =>
        headers is not null && headers.TryGetLastBytes(OutputHeaders.Id, out var bytes) && bytes is not null
        && OutputId.TryParse(Encoding.UTF8.GetString(bytes), out var id)
            ? id
            : null;
}

using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Serverless.Functions;

/// <summary>
/// The keyed stages: windows, then the score. Each has a group of its own, so that a rebalance of one leaves the others alone; nobody asks what
/// they have committed, since a shard's position is its checkpoint's.
/// </summary>
/// <param name="runner">Runs the stages.</param>
public sealed class KeyedFunctions(PipelineRunner runner)
{
    /// <summary>The first key of two or three.</summary>
    /// <param name="records">The batch.</param>
    /// <param name="client">Reaches the entities.</param>
    /// <param name="cancellationToken">The worker stops.</param>
    [Function(nameof(Window1))]
    public Task Window1(
        [KafkaTrigger("%BrokerList%", "%WindowTopic1%", ConsumerGroup = "%ConsumerGroup%.window1", KeyDataType = KafkaMessageKeyType.Binary, IsBatched = true)]
        KafkaRecord[] records,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => runner.FoldAsync(nameof(Window1), records, client, cancellationToken);

    /// <summary>The second key of three.</summary>
    /// <param name="records">The batch.</param>
    /// <param name="client">Reaches the entities.</param>
    /// <param name="cancellationToken">The worker stops.</param>
    [Function(nameof(Window2))]
    public Task Window2(
        [KafkaTrigger("%BrokerList%", "%WindowTopic2%", ConsumerGroup = "%ConsumerGroup%.window2", KeyDataType = KafkaMessageKeyType.Binary, IsBatched = true)]
        KafkaRecord[] records,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => runner.FoldAsync(nameof(Window2), records, client, cancellationToken);

    /// <summary>The last key: windows, features, model, decision.</summary>
    /// <param name="records">The batch.</param>
    /// <param name="client">Reaches the entities.</param>
    /// <param name="cancellationToken">The worker stops.</param>
    [Function(nameof(Score))]
    public Task Score(
        [KafkaTrigger("%BrokerList%", "%ScoreTopic%", ConsumerGroup = "%ConsumerGroup%.score", KeyDataType = KafkaMessageKeyType.Binary, IsBatched = true)]
        KafkaRecord[] records,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => runner.FoldAsync(nameof(Score), records, client, cancellationToken);
}

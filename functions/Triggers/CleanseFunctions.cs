using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Serverless.Functions;

/// <summary>
/// Cleanse, one function per source topic. A batch may mix partitions, repeat or overlap what was done, or lie above a hole: the stage knows what to do.
/// The offset is committed after the function has returned, that is after all acknowledgements.
/// </summary>
/// <param name="runner">Runs the stages.</param>
public sealed class CleanseFunctions(PipelineRunner runner)
{
    /// <summary>The first source.</summary>
    /// <param name="records">The batch.</param>
    /// <param name="client">Reaches the entities.</param>
    /// <param name="cancellationToken">The worker stops.</param>
    [Function(nameof(Cleanse1))]
    public Task Cleanse1(
        [KafkaTrigger("%BrokerList%", "%SourceTopic1%", ConsumerGroup = "%ConsumerGroup%", KeyDataType = KafkaMessageKeyType.Binary, IsBatched = true)]
        KafkaRecord[] records,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => runner.CleanseAsync(nameof(Cleanse1), records, client, cancellationToken);

    /// <summary>The second source.</summary>
    /// <param name="records">The batch.</param>
    /// <param name="client">Reaches the entities.</param>
    /// <param name="cancellationToken">The worker stops.</param>
    [Function(nameof(Cleanse2))]
    public Task Cleanse2(
        [KafkaTrigger("%BrokerList%", "%SourceTopic2%", ConsumerGroup = "%ConsumerGroup%", KeyDataType = KafkaMessageKeyType.Binary, IsBatched = true)]
        KafkaRecord[] records,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => runner.CleanseAsync(nameof(Cleanse2), records, client, cancellationToken);

    /// <summary>The third source.</summary>
    /// <param name="records">The batch.</param>
    /// <param name="client">Reaches the entities.</param>
    /// <param name="cancellationToken">The worker stops.</param>
    [Function(nameof(Cleanse3))]
    public Task Cleanse3(
        [KafkaTrigger("%BrokerList%", "%SourceTopic3%", ConsumerGroup = "%ConsumerGroup%", KeyDataType = KafkaMessageKeyType.Binary, IsBatched = true)]
        KafkaRecord[] records,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => runner.CleanseAsync(nameof(Cleanse3), records, client, cancellationToken);
}

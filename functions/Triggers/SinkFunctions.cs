using Microsoft.Azure.Functions.Worker;

namespace Serverless.Functions;

/// <summary>
/// Stores outputs in PostgreSQL, each once: a function per output topic, removed where no database is set. The rows, the last ids and the position are one
/// transaction there, so the group's offsets only say where the trigger goes on.
/// </summary>
/// <param name="runner">Runs the stages.</param>
public sealed class SinkFunctions(PipelineRunner runner)
{
    /// <summary>Predictions.</summary>
    /// <param name="records">The batch.</param>
    /// <param name="cancellationToken">The worker stops.</param>
    [Function(nameof(Sink1))]
    public Task Sink1(
        [KafkaTrigger("%BrokerList%", "%SinkTopic1%", ConsumerGroup = "%ConsumerGroup%.sink1", KeyDataType = KafkaMessageKeyType.Binary, IsBatched = true)]
        KafkaRecord[] records,
        CancellationToken cancellationToken) => runner.StoreAsync(nameof(Sink1), records, cancellationToken);

    /// <summary>Closed windows and late events.</summary>
    /// <param name="records">The batch.</param>
    /// <param name="cancellationToken">The worker stops.</param>
    [Function(nameof(Sink2))]
    public Task Sink2(
        [KafkaTrigger("%BrokerList%", "%SinkTopic2%", ConsumerGroup = "%ConsumerGroup%.sink2", KeyDataType = KafkaMessageKeyType.Binary, IsBatched = true)]
        KafkaRecord[] records,
        CancellationToken cancellationToken) => runner.StoreAsync(nameof(Sink2), records, cancellationToken);
}

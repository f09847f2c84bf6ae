namespace Serverless.Kafka;

/// <summary>Something that a Kafka client tells. Given to <see cref="KafkaSettings.Listener"/> on one of the client's own threads.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Client">The client's name, for example <c>serverless-feed#consumer-3</c>.</param>
/// <param name="Text">In the client's words.</param>
public readonly record struct KafkaEvent(KafkaEventKind Kind, string Client, string Text);

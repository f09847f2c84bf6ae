using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Local.Host.Log;

/// <summary>Two logs as one: keyed topics on one of them, sources and outputs on the other.</summary>
internal sealed class RoutedLog(ILog keyed, ILog others, IReadOnlySet<string> keyedTopics) : ILog
{
    public ILogWriter OpenWriter() => new RoutedWriter(keyed.OpenWriter, others.OpenWriter, keyedTopics);

    public ValueTask<LogSlice> ReadAsync(string topic, int partition, long from, int maxRecords, TimeSpan wait, CancellationToken cancellationToken) =>
        Of(topic).ReadAsync(topic, partition, from, maxRecords, wait, cancellationToken);

    public ValueTask<LogBounds> BoundsAsync(string topic, int partition, CancellationToken cancellationToken) =>
        Of(topic).BoundsAsync(topic, partition, cancellationToken);

    public ValueTask<int> PartitionsAsync(string topic, CancellationToken cancellationToken) => Of(topic).PartitionsAsync(topic, cancellationToken);

    public ValueTask<OutputId?> TailAsync(string topic, int partition, WriterId writer, CancellationToken cancellationToken) =>
        Of(topic).TailAsync(topic, partition, writer, cancellationToken);

    public ValueTask<long?> CommittedAsync(string group, string topic, int partition, CancellationToken cancellationToken) =>
        Of(topic).CommittedAsync(group, topic, partition, cancellationToken);

    public ValueTask CommitAsync(string group, string topic, int partition, long offset, CancellationToken cancellationToken) =>
        Of(topic).CommitAsync(group, topic, partition, offset, cancellationToken);

    private ILog Of(string topic) => keyedTopics.Contains(topic) ? keyed : others;
}

using Confluent.Kafka;
using Serverless.Kafka;
using Serverless.Streams.Records;

namespace Serverless.Local.Simulation.Verifying;

/// <summary>Reads all partitions of all outputs with a consumer of its own. What the broker has forgotten before it was read is an error, never passed over.</summary>
internal sealed class OutputReader : IDisposable
{
    private readonly Dictionary<string, OutputTopic> _purposes;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly OutputTally _tally;
    private readonly LiveLatency _latency;
    private readonly string _brokers;
    private string? _failure;

    public OutputReader(VerifyOptions options, OutputTally tally, LiveLatency latency, IReadOnlyDictionary<(string Topic, int Partition), long> positions)
    {
        (_tally, _latency, _brokers) = (tally, latency, options.Kafka.BootstrapServers);
        _purposes = options.Topics.All.ToDictionary(topic => topic.Name, topic => topic.Purpose, StringComparer.Ordinal);
        Positions = positions.ToDictionary();
        var config = ClientConfigs.Of(options.Kafka, "verifier", new()
        {
            ["group.id"] = "serverless-verifier",
            ["enable.auto.commit"] = "false",
            ["enable.auto.offset.store"] = "false",
            ["auto.offset.reset"] = "error",
            ["fetch.wait.max.ms"] = ((int)options.Kafka.FetchWait.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["fetch.error.backoff.ms"] = "20",
            ["fetch.queue.backoff.ms"] = "5",
        });
        _consumer = ClientConfigs.Build(() => new ConsumerBuilder<byte[], byte[]>(config)
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => _failure = error.IsFatal ? error.Reason : _failure)
            .Build());
        _consumer.Assign(positions.Select(place => new TopicPartitionOffset(place.Key.Topic, place.Key.Partition, place.Value)));
    }

    /// <summary>The next offset of each partition.</summary>
    public Dictionary<(string Topic, int Partition), long> Positions { get; }

    /// <summary>Reads what is there, at most for so long.</summary>
    /// <returns>Whether something was read.</returns>
    public bool Read(TimeSpan wait)
    {
        if (_failure is not null)
            throw new SimulationException($"Kafka at {_brokers} refused the verifying reader: {_failure}.");
        try
        {
            if (_consumer.Consume(wait) is not { } result)
                return false;
            Take(result);
            return true;
        }
        catch (ConsumeException failure) when (failure.Error.Code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange)
        {
            var place = failure.ConsumerRecord;
            throw new SimulationException($"{place?.Topic}, partition {place?.Partition.Value}: the broker has forgotten outputs before they were read ({failure.Error.Reason}).", failure);
        }
        catch (ConsumeException failure) when (!failure.Error.IsFatal)
        {
            return false; // the broker is away: the client goes on trying
        }
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }

    private void Take(ConsumeResult<byte[], byte[]> result)
    {
        var headers = result.Message.Headers;
        var purpose = _purposes[result.Topic];
        _tally.Take(new OutputRecord
        {
            Purpose = purpose,
            Topic = result.Topic,
            Partition = result.Partition.Value,
            Offset = result.Offset.Value,
            Id = Of(headers, OutputHeaders.Id),
            Type = Of(headers, OutputHeaders.Type),
            Model = Of(headers, OutputHeaders.Model),
            Reason = Of(headers, OutputHeaders.Reason),
            Origin = Of(headers, OutputHeaders.Origin),
            Whole = Of(headers, OutputHeaders.Whole),
            Value = result.Message.Value,
        });
        Positions[(result.Topic, result.Partition.Value)] = result.Offset.Value + 1;
        if (purpose == OutputTopic.Predictions)
            _latency.Take(Of(headers, OutputHeaders.Ingest));
    }

    private static ReadOnlySpan<byte> Of(Headers headers, string name) => headers.TryGetLastBytes(name, out var value) ? value : default;
}

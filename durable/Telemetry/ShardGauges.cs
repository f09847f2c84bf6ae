using System.Diagnostics.Metrics;
using Serverless.Durable.Stages;
using Serverless.Streams.Records;

namespace Serverless.Durable.Telemetry;

/// <summary>What is measured when somebody asks, of the shards in a process's memory: how far their watermarks lie back, how old their checkpoints are, which model they are on.</summary>
public sealed class ShardGauges : IDisposable
{
    private readonly IReadOnlyList<KeyedStage> _stages;
    private readonly int _shards;
    private readonly TimeProvider _time;
    private readonly Meter _meter = new(PipelineMeter.Name);

    /// <summary>Begins to answer.</summary>
    /// <param name="stages">The keyed stages, in series.</param>
    /// <param name="shards">Shards of each.</param>
    /// <param name="time">The clock.</param>
    public ShardGauges(IReadOnlyList<KeyedStage> stages, int shards, TimeProvider time)
    {
        (_stages, _shards, _time) = (stages, shards, time);
        _meter.CreateObservableGauge("serverless.watermark.lag", WatermarkLags, "s", "Wall clock minus watermark of a shard.");
        _meter.CreateObservableGauge("serverless.checkpoint.age", CheckpointAges, "s", "Time since the last confirmed checkpoint of a shard that has folded records since.");
        _meter.CreateObservableGauge("serverless.table.shards", Tables, "{shard}", "Shards in which a version of a reference table is in force.");
        _meter.CreateObservableGauge("serverless.model.shards", Models, "{shard}", "Shards in which a model version is in force.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<double>> WatermarkLags()
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return Each((stage, shard) => stage.Watermark(shard) is { } watermark ? (now - watermark) / 1000.0 : null);
    }

    private IEnumerable<Measurement<double>> CheckpointAges() => Each((stage, shard) => stage.CheckpointAge(shard)?.TotalSeconds);

    private IEnumerable<Measurement<long>> Models()
    {
        var last = _stages[^1];
        return Shards("serverless.model", Enumerable.Range(0, _shards).Select(last.ActivationInForce).OfType<Activation>());
    }

    private IEnumerable<Measurement<long>> Tables()
    {
        var last = _stages[^1];
        return Shards("serverless.table", Enumerable.Range(0, _shards).SelectMany(shard => last.TablesInForce(shard)));
    }

    private static IEnumerable<Measurement<long>> Shards(string what, IEnumerable<Activation> inForce) =>
        inForce.GroupBy(activation => (activation.Artifact, activation.Version)).Select(version => new Measurement<long>(
            version.Count(), new KeyValuePair<string, object?>(what + ".name", version.Key.Artifact), new KeyValuePair<string, object?>(what + ".version", version.Key.Version)));

    private IEnumerable<Measurement<double>> Each(Func<KeyedStage, int, double?> measure)
    {
        foreach (var stage in _stages)
        {
            for (var shard = 0; shard < _shards; shard++)
            {
                if (measure(stage, shard) is { } value)
                {
                    yield return new Measurement<double>(
                        value, new KeyValuePair<string, object?>(PipelineMeter.Destination, stage.Topic), new KeyValuePair<string, object?>(PipelineMeter.Partition, shard));
                }
            }
        }
    }
}

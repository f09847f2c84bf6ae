using Serverless.Streams;
using Serverless.Streams.Tables;

namespace Serverless.Durable.Offline;

/// <summary>Measures the features of a pipeline, as its own fold makes them with the profile of its fields: the second pass over the same history.</summary>
public sealed class FeatureProfileRun
{
    private readonly PipelineProfile _fields;
    private readonly OfflineRun _run;
    private readonly string[] _names;
    private readonly FieldMeasure[] _measures;

    /// <summary>Of a pipeline that was not built yet.</summary>
    /// <param name="pipeline">The pipeline; it has a model.</param>
    /// <param name="fields">What the first pass measured.</param>
    /// <param name="partitions">Partitions of each source topic, at least 1.</param>
    /// <param name="tables">The rows of its reference tables, by name.</param>
    /// <exception cref="PipelineException">The definition is wrong, or history lacks what it asks of the profile.</exception>
    /// <exception cref="ArgumentException">The pipeline has no model, or a table has no rows.</exception>
    public FeatureProfileRun(Pipeline pipeline, PipelineProfile fields, int partitions, IReadOnlyDictionary<string, TableRows>? tables = null)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(fields);
        _fields = fields;
        pipeline.Use(fields);
        var plan = pipeline.Build();
        _run = new OfflineRun(plan, partitions, tables);
        _names = [.. plan.Model!.Features.Select(feature => feature.Name)];
        _measures = [.. _names.Select(_ => new FieldMeasure())];
    }

    /// <summary>Takes a source record in, as <see cref="OfflineRun.Take"/> does.</summary>
    /// <param name="topic">One of the plan's source topics.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="value">Its bytes.</param>
    /// <param name="timestamp">The broker's time stamp, milliseconds since the epoch.</param>
    public void Take(string topic, int partition, ReadOnlyMemory<byte> value, long timestamp) => Measure(_run.Take(topic, partition, value, timestamp));

    /// <summary>The fields of the first pass with the features of this one, which ends with it.</summary>
    /// <returns>The profile, for the file beside the pipeline.</returns>
    public PipelineProfile ToProfile()
    {
        Measure(_run.Complete());
        return PipelineProfile.Of(
            _fields.Pipeline, _fields.Fields, _names.Zip(_measures).ToDictionary(feature => feature.First, feature => feature.Second.ToProfile(), StringComparer.Ordinal));
    }

    private void Measure(IReadOnlyList<OfflineRow> rows)
    {
        foreach (var row in rows)
        {
            for (var index = 0; index < _measures.Length; index++)
            {
                _measures[index].Add(row.Features.Span[index]);
            }
        }
    }
}

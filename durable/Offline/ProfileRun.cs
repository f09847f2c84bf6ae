using Serverless.Streams;
using Serverless.Streams.Plan;

namespace Serverless.Durable.Offline;

/// <summary>
/// Measures the fields of a pipeline's records: as they leave cleansing, with the verbs that ask the profile left out, so that measuring again gives the same. Not for several threads.
/// </summary>
public sealed class ProfileRun
{
    private readonly Dictionary<string, SourcePlan> _sources;
    private readonly Dictionary<string, FieldMeasure> _fields = new(StringComparer.Ordinal);
    private readonly List<Cleansed> _results = [];

    /// <summary>Of a pipeline that was not built yet.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <exception cref="PipelineException">The definition is wrong.</exception>
    public ProfileRun(Pipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        Plan = pipeline.BuildToMeasure();
        _sources = Plan.Sources.ToDictionary(source => source.Topic, StringComparer.Ordinal);
    }

    /// <summary>The plan without a profile.</summary>
    public PipelinePlan Plan { get; }

    /// <summary>Events that were measured.</summary>
    public long Measured { get; private set; }

    /// <summary>Events that became dead letters or were dropped.</summary>
    public long Refused { get; private set; }

    /// <summary>Takes a source record in.</summary>
    /// <param name="topic">One of the plan's source topics.</param>
    /// <param name="value">Its bytes.</param>
    /// <param name="timestamp">The broker's time stamp, milliseconds since the epoch.</param>
    /// <exception cref="ArgumentException">The topic is no source of the pipeline.</exception>
    public void Take(string topic, ReadOnlyMemory<byte> value, long timestamp)
    {
        if (!_sources.TryGetValue(topic, out var source))
        {
            throw new ArgumentException($"{topic} is no source of {Plan.Name}.");
        }

        _results.Clear();
        source.Execution.Cleanse(value.Span, timestamp, _results);
        foreach (var cleansed in _results)
        {
            if (cleansed.Kind == CleansedKind.Clean)
            {
                source.Execution.Measure(cleansed.Record!, _fields);
                Measured++;
            }
            else
            {
                Refused++;
            }
        }
    }

    /// <summary>What was measured so far.</summary>
    /// <returns>The profile, for the file beside the pipeline.</returns>
    public PipelineProfile ToProfile() => PipelineProfile.Of(Plan.Name, _fields.ToDictionary(field => field.Key, field => field.Value.ToProfile(), StringComparer.Ordinal));
}

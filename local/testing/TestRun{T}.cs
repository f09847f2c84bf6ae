using System.Text;
using Serverless.Durable.Ports;
using Serverless.Streams;
using Serverless.Streams.Codec;

namespace Serverless.Local.Testing;

/// <summary>
/// A run of a pipeline: events in, results out. Records are taken in the order in which they are given, each through all stages before the next. At the end the watermark passes everything,
/// so that every window closes.
/// </summary>
/// <typeparam name="T">The event.</typeparam>
public sealed class TestRun<T>
    where T : class
{
    private readonly Pipeline<T> _pipeline;
    private readonly Dictionary<string, FieldProfile> _profile = new(StringComparer.Ordinal);
    private readonly List<Func<PipelinePlan, TestRecord>> _records = [];
    private readonly Dictionary<string, double> _parameters = new(StringComparer.Ordinal);
    private readonly List<(string Table, int From, object[] Rows)> _tables = [];
    private Func<FeatureRow, double>? _score;
    private DateTimeOffset? _arrival;
    private bool _takeovers;

    internal TestRun(Pipeline<T> pipeline) => _pipeline = pipeline;

    /// <summary>Events of the scored source; of several ones, of the first.</summary>
    /// <param name="events">In the order of arrival.</param>
    /// <returns>The run.</returns>
    public TestRun<T> With(params IEnumerable<T> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        foreach (var each in events)
        {
            Add(plan => plan.Sources.First(source => source.IsScored).Topic, each);
        }

        return this;
    }

    /// <summary>Records of a source.</summary>
    /// <typeparam name="TRecord">The record's type.</typeparam>
    /// <param name="topic">The source's topic.</param>
    /// <param name="records">In the order of arrival.</param>
    /// <returns>The run.</returns>
    public TestRun<T> With<TRecord>(string topic, params IEnumerable<TRecord> records)
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(records);
        foreach (var each in records)
        {
            Add(_ => topic, each);
        }

        return this;
    }

    /// <summary>A record as it is on the broker: for a source with a decoder, or for bytes that are no record.</summary>
    /// <param name="topic">The source's topic.</param>
    /// <param name="value">The bytes.</param>
    /// <returns>The run.</returns>
    public TestRun<T> WithBytes(string topic, ReadOnlySpan<byte> value)
    {
        ArgumentNullException.ThrowIfNull(topic);
        var (bytes, arrival) = (value.ToArray(), _arrival);
        _records.Add(_ => new TestRecord(topic, bytes, arrival));
        return this;
    }

    /// <summary>A record as text, for example JSON.</summary>
    /// <param name="topic">The source's topic.</param>
    /// <param name="text">The text.</param>
    /// <returns>The run.</returns>
    public TestRun<T> WithText(string topic, string text) => WithBytes(topic, Encoding.UTF8.GetBytes(text));

    /// <summary>When the records that follow reach the broker. Without it the clock stands at the greatest event time so far, so that every record comes in time.</summary>
    /// <param name="time">The broker's time stamp.</param>
    /// <returns>The run.</returns>
    public TestRun<T> ArrivingAt(DateTimeOffset time)
    {
        _arrival = time;
        return this;
    }

    /// <summary>A model that always gives the same score, in place of the one beside the pipeline.</summary>
    /// <param name="score">The score.</param>
    /// <param name="parameters">What its manifest says.</param>
    /// <returns>The run.</returns>
    public TestRun<T> Model(double score, params ReadOnlySpan<(string Name, double Value)> parameters) => Model(_ => score, parameters);

    /// <summary>A model that is a function of the features, in place of the one beside the pipeline.</summary>
    /// <param name="score">The score of a row.</param>
    /// <param name="parameters">What its manifest says.</param>
    /// <returns>The run.</returns>
    public TestRun<T> Model(Func<FeatureRow, double> score, params ReadOnlySpan<(string Name, double Value)> parameters)
    {
        ArgumentNullException.ThrowIfNull(score);
        _score = score;
        foreach (var (name, value) in parameters)
        {
            _parameters[name] = value;
        }

        return this;
    }

    /// <summary>The rows of a reference table; without it, the first version beside the pipeline. Said again, they are another version, in force for the events that are given after it.</summary>
    /// <typeparam name="TRow">The row's type.</typeparam>
    /// <param name="name">The table.</param>
    /// <param name="rows">At least one.</param>
    /// <returns>The run.</returns>
    public TestRun<T> Table<TRow>(string name, params IEnumerable<TRow> rows)
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(rows);
        _tables.Add((name, _records.Count, [.. rows]));
        return this;
    }

    /// <summary>What is usual of a field, in place of the profile beside the pipeline.</summary>
    /// <param name="field">For example <c>Amount</c>; of another record type than the event's, <c>FraudReport.Amount</c>.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="deviation">The standard deviation.</param>
    /// <param name="median">The median.</param>
    /// <param name="mad">The median absolute deviation.</param>
    /// <param name="min">The least value.</param>
    /// <param name="max">The greatest value.</param>
    /// <returns>The run.</returns>
    public TestRun<T> Profile(string field, double mean = 0, double deviation = 1, double median = 0, double mad = 1, double min = 0, double max = 1)
    {
        ArgumentNullException.ThrowIfNull(field);
        var name = field.Contains('.', StringComparison.Ordinal) ? field : $"{typeof(T).Name}.{field}";
        _profile[name] = new FieldProfile { Count = 1, Mean = mean, Deviation = deviation, Median = median, Mad = mad, Min = min, Max = max };
        return this;
    }

    /// <summary>Runs it once more with another worker taking over all shards after every record, and compares the outputs byte by byte. Slow: for a few dozen records.</summary>
    /// <returns>The run.</returns>
    public TestRun<T> WithTakeovers()
    {
        _takeovers = true;
        return this;
    }

    /// <summary>Runs it.</summary>
    /// <returns>What came of it.</returns>
    /// <exception cref="PipelineException">The definition is wrong.</exception>
    /// <exception cref="TestRunException">A topic is no source, there is no model or table, or the run with takeovers gave other outputs.</exception>
    public async Task<TestResult<T>> RunAsync()
    {
        if (_profile.Count > 0)
        {
            _pipeline.Use(PipelineProfile.Of(_pipeline.Name, _profile));
        }

        var plan = _pipeline.Build();
        IInference? models = null;
        if (plan.Model is { } model)
        {
            models = _score is { } score ? new GivenModel(model, score, _parameters) : await CommittedModel.OpenAsync(_pipeline.GetType(), model).ConfigureAwait(false);
        }

        using var open = models as IDisposable;
        var inference = plan.Tables.IsEmpty && _tables.Count == 0 ? models : new GivenTables(_pipeline.GetType(), plan, models, _tables);
        TestRecord[] records = [.. _records.Select(record => record(plan))];
        var run = await TestStages.RunAsync(plan, inference, records, takeovers: false).ConfigureAwait(false);
        if (_takeovers)
        {
            Takeovers.Compare(run.Log, (await TestStages.RunAsync(plan, inference, records, takeovers: true).ConfigureAwait(false)).Log, plan);
        }

        return ResultReader<T>.Read(plan, run);
    }

    private void Add(Func<PipelinePlan, string> topicOf, object record)
    {
        var arrival = _arrival;
        _records.Add(plan =>
        {
            var topic = topicOf(plan);
            var source = plan.Sources.FirstOrDefault(source => source.Topic == topic)
                ?? throw new TestRunException($"\"{topic}\" is no source of {plan.Name}; there are: {string.Join(", ", plan.Sources.Select(each => each.Topic))}.");
            if (source.Decoder is not null)
            {
                throw new TestRunException($"\"{topic}\" is read by a decoder ({source.Decoder}): give its records by WithText or WithBytes.");
            }

            if (source.Record != record.GetType())
            {
                throw new TestRunException($"\"{topic}\" holds {source.Record.Name}, not {record.GetType().Name}.");
            }

            var value = new ByteWriter();
            source.Execution.Encode(record, value);
            return new TestRecord(topic, value.ToArray(), arrival);
        });
    }
}

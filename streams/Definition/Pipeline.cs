using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>A pipeline is one class. Its constructor, which takes nothing, says everything; from then on it can't change.</summary>
public abstract class Pipeline
{
    private PipelinePlan? _plan;

    private protected Pipeline(Type record) => Draft = new PipelineDraft(GetType().Name, record);

    /// <summary>The class name in kebab-case (<c>CardFraud</c>: <c>card-fraud</c>): the prefix of every topic that the pipeline owns.</summary>
    public string Name => Draft.Name;

    internal PipelineDraft Draft { get; }

    /// <summary>Checks the definition and freezes it.</summary>
    /// <returns>The plan; the same one at every call.</returns>
    /// <exception cref="PipelineException">What is wrong: all of it at once, each with the verb that said it.</exception>
    public PipelinePlan Build()
    {
        if (_plan is null)
        {
            if (!Draft.IsFrozen)
            {
                Draft.IsFrozen = true;
                DraftCheck.Run(Draft);
            }

            if (Draft.Problems.Count > 0)
            {
                throw new PipelineException([.. Draft.Problems.Distinct()]);
            }

            _plan = PlanMaker.Make(Draft);
        }

        return _plan;
    }

    // Words. They are members, so a pipeline's file needs no `using static`.

    /// <summary>A span of event time.</summary>
    /// <param name="n">How many.</param>
    /// <returns>The span.</returns>
    protected static TimeSpan Milliseconds(double n) => TimeSpan.FromMilliseconds(n);

    /// <inheritdoc cref="Milliseconds"/>
    protected static TimeSpan Seconds(double n) => TimeSpan.FromSeconds(n);

    /// <inheritdoc cref="Milliseconds"/>
    protected static TimeSpan Minutes(double n) => TimeSpan.FromMinutes(n);

    /// <inheritdoc cref="Milliseconds"/>
    protected static TimeSpan Hours(double n) => TimeSpan.FromHours(n);

    /// <inheritdoc cref="Milliseconds"/>
    protected static TimeSpan Days(double n) => TimeSpan.FromDays(n);

    /// <summary>What lies below <paramref name="min"/> or above <paramref name="max"/> is an outlier; the bounds themselves are none.</summary>
    /// <param name="min">The least good value.</param>
    /// <param name="max">The greatest good value.</param>
    /// <returns>The outliers.</returns>
    protected static Outlier Outside(double min, double max) => new(min, max);

    /// <summary>a / b, and 0 where b is 0.</summary>
    /// <param name="a">The dividend.</param>
    /// <param name="b">The divisor.</param>
    /// <returns>The ratio.</returns>
    protected static double Ratio(double a, double b) => b == 0 ? 0 : a / b;

    /// <summary>A further topic that is this pipeline's alone; it gets as many partitions as there are shards.</summary>
    /// <param name="name">Its name, for example <c>card.alerts</c>.</param>
    /// <returns>The sink.</returns>
    protected static Sink Topic(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new Sink(name);
    }
}

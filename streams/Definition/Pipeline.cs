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
                ProfileUse.Apply(Draft, GetType());
            }

            if (Draft.Problems.Count > 0)
            {
                throw new PipelineException([.. Draft.Problems.Distinct()]);
            }

            _plan = PlanMaker.Make(Draft);
        }

        return _plan;
    }

    /// <summary>The profile to build with, in place of the one that lies beside the class.</summary>
    internal void Use(PipelineProfile profile) => Draft.Profile = profile;

    /// <summary>Builds without a profile: verbs that ask it do nothing. For measuring one.</summary>
    internal PipelinePlan BuildToMeasure()
    {
        Draft.IsMeasured = true;
        return Build();
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
    protected static Bounds Outside(double min, double max) => new(min, max);

    /// <summary>What lies further from the profile's mean than so many standard deviations is an outlier.</summary>
    /// <param name="deviations">More than 0, for example 6.</param>
    /// <returns>The outliers.</returns>
    protected static Outlier ZScore(double deviations) => new Deviations(deviations, isRobust: false);

    /// <summary>What lies further from the profile's median than so many median absolute deviations is an outlier. Of a normal distribution one MAD is 0.6745 standard deviations.</summary>
    /// <param name="deviations">More than 0, for example 12.</param>
    /// <returns>The outliers.</returns>
    protected static Outlier Mad(double deviations) => new Deviations(deviations, isRobust: true);

    /// <summary>The profile's mean.</summary>
    protected static Statistic Mean { get; } = new("mean", profile => profile.Mean);

    /// <summary>The profile's median.</summary>
    protected static Statistic Median { get; } = new("median", profile => profile.Median);

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

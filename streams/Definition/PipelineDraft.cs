using System.Globalization;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>What the verbs of a definition have said so far. <see cref="Pipeline.Build"/> checks it and makes the plan of it.</summary>
internal sealed class PipelineDraft(string className, Type record)
{
    private const int MostNumbers = 1_000;
    private const int MostTexts = 100;
    private readonly List<string> _problems = [];
    private readonly Dictionary<string, (string Kind, string Place)> _names = new(StringComparer.Ordinal);

    public string ClassName { get; } = className;

    public string Name { get; } = KebabCase.Of(className);

    public Type Record { get; } = record;

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Whether it was built: from then on it can't change.</summary>
    public bool IsFrozen { get; set; }

    public int? Shards { get; set; }

    public bool AtWatermark { get; set; }

    public List<SourceDraft> Sources { get; } = [];

    public List<KeyDraft> Keys { get; } = [];

    public List<StepDraft> Steps { get; } = [];

    public List<TablePlan> Tables { get; } = [];

    public ModelDraft? Model { get; set; }

    public DecisionDraft? Decision { get; set; }

    public List<RoutePlan> Routes { get; } = [];

    /// <summary>The verbs that ask the profile.</summary>
    public List<ProfileNeed> ProfileNeeds { get; } = [];

    /// <summary>The profile, where a verb asks for it.</summary>
    public PipelineProfile? Profile { get; set; }

    /// <summary>Whether the profile is being measured: what asks it does nothing then.</summary>
    public bool IsMeasured { get; set; }

    public void Problem(string text) => _problems.Add($"{ClassName}: {text}");

    /// <summary>A verb is said: from now on its words count.</summary>
    /// <exception cref="InvalidOperationException">The pipeline is built.</exception>
    public void Say()
    {
        if (IsFrozen)
        {
            throw new InvalidOperationException($"{ClassName} is built: it can't change any more. Say everything in the constructor.");
        }
    }

    /// <summary>Takes a name of a value: each is said once.</summary>
    /// <param name="name">The name.</param>
    /// <param name="kind">What it is the name of, for example <c>a Number</c>.</param>
    /// <param name="place">Where it is made, for <c>explain</c>.</param>
    public void Claim(string name, string kind, string place = "")
    {
        if (!Names.IsValue(name))
        {
            Problem($"\"{name}\" can't be the name of {kind}: {Names.ValueRule}.");
        }
        else if (!_names.TryAdd(name, (kind, place)))
        {
            Problem($"the name \"{name}\" is said twice: as {_names[name].Kind} and as {kind}.");
        }
    }

    /// <summary>Where a value comes from, in words: <c>aggregate at customer</c>.</summary>
    public string OriginOf(string name) =>
        _names.TryGetValue(name, out var claim) ? $"{claim.Kind[(claim.Kind.IndexOf(' ', StringComparison.Ordinal) + 1)..]} {claim.Place}".TrimEnd() : "";

    /// <summary>What an aggregate is given besides its values.</summary>
    public void CheckAggregate(string place, string name, AggregateSpec spec)
    {
        if (spec.Kind == AggregateKind.Percentile && !(spec.P >= 0 && spec.P <= 1))
        {
            Problem(string.Create(CultureInfo.InvariantCulture, $"{place}.Percentile(\"{name}\"): p has to be 0 to 1, as 0.95 for the 95th percentile, not {spec.P:R}."));
        }

        var most = spec.Kind == AggregateKind.Collect && !spec.IsText ? MostNumbers : MostTexts;
        if (spec.Kind is AggregateKind.TopK or AggregateKind.Collect && (spec.Most < 1 || spec.Most > most))
        {
            Problem($"{place}.{spec.Kind}(\"{name}\"): {(spec.Kind == AggregateKind.TopK ? "k" : "limit")} has to be 1 to {most}, not {spec.Most}.");
        }

        if (spec.Own?.Problem() is { } problem)
        {
            Problem($"{place}.Aggregate(\"{name}\"): {spec.Own.Text}: {problem}.");
        }

        if (double.IsInfinity(spec.Empty))
        {
            Problem($"{place}: \"{name}\" has to have a finite number for empty, or NaN.");
        }
    }

    /// <summary>A span between two bounds, in whole milliseconds.</summary>
    public void CheckSpan(string verb, string what, TimeSpan span, bool mayBeZero)
    {
        if (span.Ticks % TimeSpan.TicksPerMillisecond != 0)
        {
            Problem($"{verb}: {what} has to be whole milliseconds, not {SpanText.Of(span)}.");
        }
        else if (span < TimeSpan.Zero || (span == TimeSpan.Zero && !mayBeZero) || span > Names.LongestSpan)
        {
            Problem($"{verb}: {what} has to be {(mayBeZero ? "0s" : "1ms")} to {SpanText.Of(Names.LongestSpan)}, not {SpanText.Of(span)}.");
        }
    }
}

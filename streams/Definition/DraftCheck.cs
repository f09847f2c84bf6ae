using Serverless.Streams.Cleansing;

namespace Serverless.Streams;

/// <summary>What can be judged only when everything was said.</summary>
internal static class DraftCheck
{
    public const int DefaultShards = 8;
    public const int MostShards = 32;
    public const int MostKeys = 3;
    public const int MostTables = 16;

    /// <summary>Adds the problems to those that the verbs have found.</summary>
    public static void Run(PipelineDraft draft)
    {
        if (!Names.IsKey(draft.Name))
        {
            draft.Problem($"\"{draft.Name}\" can't be the pipeline's name: {Names.KeyRule}.");
        }

        CheckSources(draft);
        CheckKeys(draft);
        CheckWindows(draft);
        CheckTables(draft);
        CheckModel(draft);
        CheckRoutes(draft);
    }

    /// <summary>A handle has to be this pipeline's.</summary>
    public static void Own(PipelineDraft draft, IFeature handle)
    {
        if (handle.Owner != draft)
        {
            draft.Problem($"\"{handle.Name}\" is a value of another pipeline, {handle.Owner.ClassName}.");
        }
        else if (handle is IPlaced placed)
        {
            Single(draft, placed);
        }
    }

    /// <summary>A value of an event is one value.</summary>
    public static void Single(PipelineDraft draft, IPlaced handle)
    {
        if (handle.IsOfSeveralWindows)
        {
            draft.Problem($"\"{handle.Name}\" is of a hopping window, of which several are open at once: as a value of an event take Last(…), Tumbling or Session.");
        }
    }

    private static void CheckSources(PipelineDraft draft)
    {
        if (!draft.Sources.Exists(source => source.IsScored))
        {
            draft.Problem($"nothing is scored: add From(topic, …) with the metadata of {draft.Record.Name}.");
        }

        foreach (var source in draft.Sources)
        {
            if (!Names.IsTopic(source.Topic))
            {
                draft.Problem($"From(\"{source.Topic}\"): no name for a topic: {Names.TopicRule}.");
            }

            if (draft.Sources.Find(other => other.Topic == source.Topic) != source)
            {
                draft.Problem($"From(\"{source.Topic}\") is said twice: keep what the first one returned.");
            }

            if (source.StepPlans.Count() > StepChain<object>.Most)
            {
                draft.Problem($"From(\"{source.Topic}\"): at most {StepChain<object>.Most} verbs.");
            }

            if (!source.HasTime)
            {
                draft.Problem($"\"{source.Topic}\" has no event time: add .Time(…).");
            }

            if (!source.IsScored && source.Entries.Count == 0)
            {
                draft.Problem($"nothing reads \"{source.Topic}\": its records are {source.Record.Name}, not {draft.Record.Name}; let them enter with .By(key, …).");
            }
        }
    }

    private static void CheckKeys(PipelineDraft draft)
    {
        if (draft.Keys.Count > MostKeys)
        {
            draft.Problem($"By: at most {MostKeys} keys, not {draft.Keys.Count}; chain a second pipeline to the predictions.");
        }

        var scored = draft.Sources.Where(source => source.IsScored).ToList();
        if (draft.Keys.Count == 0 && scored is [{ Unique: null }])
        {
            draft.Problem($"there is no key: say By(name, …), or .Unique(…) for \"{scored[0].Topic}\", by which its records are then spread.");
        }
        else if (draft.Keys.Count == 0 && scored.Count > 1)
        {
            draft.Problem("several sources are scored, so say By(name, …).");
        }

        for (var index = 0; index < draft.Keys.Count; index++)
        {
            var key = draft.Keys[index];
            if (!Names.IsKey(key.Name))
            {
                draft.Problem($"By(\"{key.Name}\"): no name for a key: {Names.KeyRule}.");
            }

            if (draft.Keys.FindIndex(other => other.Name == key.Name) != index)
            {
                draft.Problem($"By(\"{key.Name}\") is said twice: keep what the first one returned.");
            }

            if (index < draft.Keys.Count - 1 && key.Tracks.Count == 0 && key.Windows.Count == 0)
            {
                draft.Problem($"By(\"{key.Name}\"): nothing is kept per {key.Name}, so its topic would be a detour: take it out, or say it last.");
            }
        }

        foreach (var (source, entry) in draft.Sources.SelectMany(source => source.Entries.Select(entry => (source, entry))))
        {
            if (!entry.Key.Tracks.Exists(track => track.Source == source))
            {
                source.Problem("By", $"nothing is made of \"{source.Topic}\" at \"{entry.Key.Name}\": add .Last(…) and an aggregate, or take it out.");
            }
        }
    }

    private static void CheckWindows(PipelineDraft draft)
    {
        foreach (var window in draft.Keys.SelectMany(key => key.Windows).Where(window => window.Aggregates.Count == 0))
        {
            draft.Problem($"{window.Verb} has no aggregate: say Count, Sum or another one.");
        }

        var tracks = draft.Keys.SelectMany(key => key.Tracks).SelectMany(track => track.Aggregates).Select(aggregate => aggregate.Plan).ToList();
        if (tracks.Find(aggregate => aggregate.Rows > 0 || aggregate.ForgetAfter > 0) is { } unbounded && !tracks.Exists(aggregate => aggregate.Rows == 0 && aggregate.ForgetAfter == 0)
            && draft.Sources.Exists(source => source.IsScored && source.UniqueWithin is null))
        {
            draft.Problem($"{(unbounded.Rows > 0 ? "LastEvents" : "Ever")}: nothing says how late an event may come, so that its rows would be kept for ever: add .Unique(…, within:) to the source, or a Last(…).");
        }

        // An id that is forgotten while its repeat can still come into an open window would let it count twice.
        var lateness = draft.Keys.SelectMany(key => key.Windows).Select(window => window.AllowedLateness).DefaultIfEmpty().Max();
        foreach (var source in draft.Sources)
        {
            var least = WhenLast(source.OutOfOrder, source.IsScored ? lateness : TimeSpan.Zero);
            if (source.UniqueWithin is { } within && within < least)
            {
                source.Problem("Unique", $"within has to be at least {SpanText.Of(least)}, outOfOrder and the longest allowedLateness together, not {SpanText.Of(within)}: a repeat could come when its id is forgotten.");
            }
        }
    }

    private static TimeSpan WhenLast(TimeSpan bound, TimeSpan lateness) =>
        bound > Names.LongestSpan || lateness > Names.LongestSpan ? TimeSpan.Zero : bound + lateness;

    private static void CheckTables(PipelineDraft draft)
    {
        if (draft.Tables.Count > MostTables)
        {
            draft.Problem($"Table: at most {MostTables} tables, not {draft.Tables.Count}.");
        }

        for (var index = 0; index < draft.Tables.Count; index++)
        {
            var name = draft.Tables[index].Name;
            if (!Names.IsKey(name))
            {
                draft.Problem($"Table(\"{name}\"): no name for a table: {Names.KeyRule}.");
            }

            if (draft.Tables.FindIndex(other => other.Name == name) != index)
            {
                draft.Problem($"Table(\"{name}\") is said twice: keep what the first one returned.");
            }

            if (draft.Model?.Name == name)
            {
                draft.Problem($"Table(\"{name}\"): that is the model's name; artifacts have names of their own.");
            }
        }
    }

    private static void CheckModel(PipelineDraft draft)
    {
        if (draft.Model is not { } model)
        {
            return;
        }

        if (!Names.IsKey(model.Name))
        {
            draft.Problem($"Score(\"{model.Name}\"): no name for a model: {Names.KeyRule}.");
        }

        if (model.Columns.Count == 0)
        {
            draft.Problem($"Score(\"{model.Name}\") has no features.");
        }

        foreach (var name in model.Columns.SelectMany(column => column.Features).GroupBy(feature => feature.Name, StringComparer.Ordinal).Where(group => group.Skip(1).Any()))
        {
            draft.Problem($"Score(\"{model.Name}\"): the feature \"{name.Key}\" is added twice.");
        }
    }

    private static void CheckRoutes(PipelineDraft draft)
    {
        var taken = draft.Sources.Select(source => source.Topic).ToHashSet(StringComparer.Ordinal);
        foreach (var route in draft.Routes)
        {
            if (!Names.IsTopic(route.Topic))
            {
                draft.Problem($"To(Topic(\"{route.Topic}\")): no name for a topic: {Names.TopicRule}.");
            }
            else if (taken.Contains(route.Topic))
            {
                draft.Problem($"To(Topic(\"{route.Topic}\")): that is a source; a pipeline's outputs are its alone.");
            }
            else if (route.Topic.StartsWith(draft.Name + ".", StringComparison.Ordinal))
            {
                draft.Problem($"To(Topic(\"{route.Topic}\")): names that begin with \"{draft.Name}.\" are for the topics that every pipeline has.");
            }
        }

        foreach (var source in draft.Sources.Where(source => source.Topic.StartsWith(draft.Name + ".", StringComparison.Ordinal)))
        {
            draft.Problem($"From(\"{source.Topic}\"): names that begin with \"{draft.Name}.\" are for the pipeline's own topics.");
        }
    }
}

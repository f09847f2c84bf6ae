using System.Globalization;

namespace Serverless.Streams.Plan;

/// <summary>The plan as a page of plain text: what <c>explain</c> prints.</summary>
internal static class ExplainPage
{
    public static string Of(PipelinePlan plan)
    {
        var page = new PageText();
        page.Heading($"{plan.Name}@{plan.Version}   {plan.Shards} shards   generation {Text(plan.Generation)}");
        if (plan.Profile is not null)
        {
            page.Line(1, "profile " + plan.Profile[..12]);
        }

        Sources(page, plan);
        Stages(page, plan);
        foreach (var key in plan.Keys)
        {
            Key(page, plan, key);
        }

        Tables(page, plan);
        Steps(page, "VALUES", [.. plan.BeforeModel.Concat(plan.AfterModel).Where(step => !IsOwnSection(plan, step))]);
        Model(page, plan.Model);
        Conclusions(page, plan);
        Outputs(page, plan);
        Warnings(page, plan);
        return page.ToString();
    }

    private static void Sources(PageText page, PipelinePlan plan)
    {
        page.Heading("SOURCES");
        foreach (var source in plan.Sources)
        {
            page.Line(1, $"{source.Topic}: {source.Record.Name}, {(source.IsScored ? "scored" : "not scored")}{(source.IsChained ? ", chained: an id is a position" : "")}");
            if (source.Decoder is not null)
            {
                page.Line(2, "decoded: " + source.Decoder);
            }

            page.Table(2, [.. source.Steps.Select((step, index) => new[] { Text(index + 1), step.Verb, step.Text })]);
            foreach (var entry in source.Entries)
            {
                var about = entry.AtText.Length == 0 ? "" : $", about the time {LambdaText.Body(entry.AtText)}";
                page.Line(2, $"→ {plan.Keys[entry.Key].Topic} by {LambdaText.Body(entry.Text)}{about}");
            }
        }
    }

    private static void Stages(PageText page, PipelinePlan plan)
    {
        var entries = plan.Sources.SelectMany(source => source.Entries).Select(entry => plan.Keys[entry.Key].Topic).Distinct();
        var rows = new List<string[]> { new[] { "Cleanse", string.Join(", ", plan.Sources.Select(source => source.Topic)), "→ " + string.Join(", ", [.. entries, plan.Dead]) } };
        foreach (var key in plan.Keys)
        {
            var isLast = key.Index == plan.Keys.Length - 1;
            string[] targets = isLast
                ? [plan.Predictions, .. plan.Routes.Select(route => route.Topic).Distinct(), plan.Events, plan.Dead]
                : [plan.Keys[key.Index + 1].Topic, plan.Events, plan.Dead];
            rows.Add([isLast ? "Score" : "Window", key.Topic, "→ " + string.Join(", ", targets)]);
        }

        page.Heading("STAGES");
        page.Table(1, rows);
        if (plan.AtWatermark)
        {
            page.Line(1, "Events wait for the watermark and are taken in the order of their times.");
        }
    }

    private static void Key(PageText page, PipelinePlan plan, KeyPlan key)
    {
        page.Heading($"KEY {key.Name}: {LambdaText.Body(key.Text)}");
        foreach (var track in key.Tracks)
        {
            var records = track.Source is { } source ? $"{plan.Sources[source].Record.Name} of {plan.Sources[source].Topic}" : "the events";
            page.Line(1, $"trailing aggregates over {records}{Where(track.HoldsText)}, state {track.Hash}");
            page.Table(2, [.. track.Aggregates.Select(aggregate => new[] { aggregate.Name, Made(aggregate.Spec, aggregate.Column < 0 ? "" : track.Columns[aggregate.Column].Text), Range(aggregate) })]);
        }

        foreach (var window in key.Windows)
        {
            page.Line(1, $"window {window.Name}{Where(window.HoldsText)}: {Extent(window)}, allowed lateness {SpanText.OfMilliseconds(window.AllowedLateness)}, state {window.Hash}");
            page.Table(2, [.. window.Aggregates.Select(aggregate => new[] { aggregate.Name, Made(aggregate.Spec, aggregate.Text) })]);
        }
    }

    private static void Tables(PageText page, PipelinePlan plan)
    {
        if (!plan.Tables.IsEmpty)
        {
            page.Heading("TABLES");
            page.Table(1, [.. plan.Tables.Select(table => new[] { table.Name, table.Row.Name, "by " + LambdaText.Body(table.Key) })]);
        }
    }

    private static void Model(PageText page, ModelPlan? model)
    {
        if (model is null)
        {
            return;
        }

        page.Heading($"MODEL {model.Name}: {Text(model.Features.Length)} features");
        page.Table(1, [.. model.Features.Select((feature, index) => new[] { Text(index + 1).PadLeft(2), feature.Name, feature.From })]);
        page.Line(1, "parameters: " + (model.Parameters.IsEmpty ? "none" : string.Join(", ", model.Parameters)));
    }

    private static void Conclusions(PageText page, PipelinePlan plan)
    {
        if (!plan.Rules.IsEmpty)
        {
            page.Heading("RULES");
            page.Table(1, [.. plan.Rules.Select(rule => new[] { rule.Name, rule.Text })]);
        }

        if (plan.Decision is { } decision)
        {
            page.Heading("DECISION " + string.Join(" | ", decision.Names));
            page.Line(1, decision.Text);
        }
    }

    private static void Outputs(PageText page, PipelinePlan plan)
    {
        var rows = new List<string[]> { new[] { plan.Predictions, "every event" } };
        rows.AddRange(plan.Routes.Select(route => new[] { route.Topic, route.Text ?? "every event" }));
        rows.Add([plan.Events, "closed windows, late events"]);
        rows.Add([plan.Dead, "dead letters"]);
        page.Heading("OUTPUTS");
        page.Table(1, rows);
    }

    private static void Warnings(PageText page, PipelinePlan plan)
    {
        var restless = plan.Sources.Where(source => source.Idle is null).ToArray();
        if (restless.Length > 0)
        {
            page.Heading("WARNINGS");
            foreach (var source in restless)
            {
                page.Line(1, $"{source.Topic} has no idle time: a partition without records holds back the watermark, so {(plan.AtWatermark ? "nothing is scored" : "windows never close")}. Add idle: to .Time(…).");
            }
        }
    }

    private static void Steps(PageText page, string title, IReadOnlyCollection<RowStep> steps)
    {
        if (steps.Count > 0)
        {
            page.Heading(title);
            page.Table(1, [.. steps.Select(step => new[] { step.Name, step.Text })]);
        }
    }

    private static bool IsOwnSection(PipelinePlan plan, RowStep step) => plan.Decision?.Slot == step.Slot || plan.Rules.Any(rule => rule.Slot == step.Slot);

    private static string Where(string condition) => condition.Length == 0 ? "" : " where " + LambdaText.Body(condition);

    private static string Made(AggregateSpec spec, string text) => spec.Words(LambdaText.Body(text));

    /// <summary>Of an aggregate without a beginning: stands before the silence that ends it.</summary>
    public const string EverOf = ", forgotten after ";

    /// <summary>What a trailing aggregate computes, over what.</summary>
    public static string Meaning(TrackPlan track, TrailingPlan aggregate) =>
        $"{Made(aggregate.Spec, aggregate.Column < 0 ? "" : track.Columns[aggregate.Column].Text)}{Where(track.HoldsText)} over {Range(aggregate)}";

    private static string Extent(WindowPlan window)
    {
        var offset = window.Offset == 0 ? "" : $", moved by {SpanText.OfMilliseconds(window.Offset)}";
        return window.Kind switch
        {
            WindowKind.Session => $"sessions with a gap of {SpanText.OfMilliseconds(window.Size)}",
            WindowKind.Hopping => $"{SpanText.OfMilliseconds(window.Size)} every {SpanText.OfMilliseconds(window.Slide)}{offset}",
            _ => $"every {SpanText.OfMilliseconds(window.Size)}{offset}",
        };
    }

    private static string Range(TrailingPlan aggregate)
    {
        if (aggregate.Rows > 0)
        {
            return $"the last {Text(aggregate.Rows)}";
        }

        if (aggregate.ForgetAfter > 0)
        {
            return $"all up to t{EverOf}{SpanText.OfMilliseconds(aggregate.ForgetAfter)} of silence";
        }

        var delay = aggregate.Delay == 0 ? "" : " − " + SpanText.OfMilliseconds(aggregate.Delay);
        return $"{(aggregate.WithStart ? '[' : '(')}t{delay} − {SpanText.OfMilliseconds(aggregate.Span)}, t{delay}]";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

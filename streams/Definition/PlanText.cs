using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serverless.Streams.Plan;

namespace Serverless.Streams;

/// <summary>The canonical text of definitions, and its hashes. Changing this text changes every pipeline's version: state would start anew.</summary>
internal static class PlanText
{
    private const int VersionLength = 12;
    private const int HashLength = 16;

    public static string Version(PipelinePlan plan)
    {
        var text = new StringBuilder();
        Line(text, "pipeline", plan.Name, plan.Shards, plan.Generation);
        if (plan.Profile is not null)
        {
            Line(text, "profile", plan.Profile);
        }

        if (plan.AtWatermark)
        {
            Line(text, "at watermark");
        }

        foreach (var source in plan.Sources)
        {
            Line(text, "source", source.Topic, source.Record.FullName, source.IsScored, Milliseconds(source.OutOfOrder), Milliseconds(source.Idle), Milliseconds(source.Ahead), Milliseconds(source.UniqueWithin));
            if (source.Decoder is not null)
            {
                Line(text, "decoder", source.Decoder);
            }

            text.Append(source.Schema);
            foreach (var step in source.Steps)
            {
                Line(text, step.Verb, step.Text);
            }

            foreach (var entry in source.Entries)
            {
                Line(text, "entry", entry.Key, entry.Text, entry.AtText);
            }
        }

        foreach (var key in plan.Keys)
        {
            Line(text, "key", key.Name, key.Text);
            foreach (var track in key.Tracks)
            {
                Line(text, "track", track.FirstHash);
                foreach (var aggregate in track.Aggregates)
                {
                    Line(text, aggregate.Name, aggregate.Spec.Kind, aggregate.Column, aggregate.Span, aggregate.Delay, aggregate.WithStart, aggregate.Spec.Empty);
                    LineOfMore(text, aggregate.Spec, aggregate.Rows);
                    EverLine(text, aggregate);
                }
            }

            foreach (var window in key.Windows)
            {
                Line(text, "window", window.FirstHash, window.AllowedLateness);
                foreach (var aggregate in window.Aggregates)
                {
                    LineOfMore(text, aggregate.Spec, rows: 0);
                }
            }
        }

        foreach (var table in plan.Tables)
        {
            Line(text, "table", table.Name, table.Row.FullName, table.Key);
        }

        foreach (var step in plan.BeforeModel)
        {
            Line(text, "before", step.Name, step.Text);
        }

        if (plan.Model is { } model)
        {
            Line(text, "model", model.Name, string.Join(',', model.Parameters));
            foreach (var feature in model.Features)
            {
                Line(text, "feature", feature.Name, feature.From);
            }
        }

        foreach (var step in plan.AfterModel)
        {
            Line(text, "after", step.Name, step.Text);
        }

        foreach (var rule in plan.Rules)
        {
            Line(text, "rule", rule.Name);
        }

        if (plan.Decision is { } decision)
        {
            Line(text, "decision", string.Join(',', decision.Names));
        }

        foreach (var route in plan.Routes)
        {
            Line(text, "route", route.Topic, route.Text);
        }

        return Hash(text)[..VersionLength];
    }

    /// <summary>Over what can't change while a key's state lives on: its selector, the event's type, the shards, and when events are taken.</summary>
    public static string Shape(PipelineDraft draft, string key)
    {
        var text = new StringBuilder();
        Line(text, "shape", key, draft.Record.FullName, draft.Shards ?? DraftCheck.DefaultShards, draft.AtWatermark);
        return Hash(text)[..HashLength];
    }

    /// <summary>Over key, record type, time and condition; the aggregates may change, the rows stay good, and columns have hashes of their own.</summary>
    public static string TrackHash(KeyDraft key, TrackDraft track)
    {
        var twins = key.Tracks.Take(key.Tracks.IndexOf(track)).Count(other => other.Source == track.Source && other.Condition?.Text == track.Condition?.Text);
        var text = new StringBuilder();
        TrackLine(text, "rows", key, track);
        Line(text, "where", track.Condition?.Text, twins);
        return Hash(text)[..HashLength];
    }

    /// <summary>What it was in the first format: over the columns too.</summary>
    public static string FirstTrackHash(KeyDraft key, TrackDraft track)
    {
        var text = new StringBuilder();
        TrackLine(text, "track", key, track);
        foreach (var column in track.Columns)
        {
            Line(text, column.IsText ? "text" : "column", column.Text);
        }

        ConditionLine(text, track.Condition);
        return Hash(text)[..HashLength];
    }

    /// <summary>Over what is kept; equal texts are told apart by their order.</summary>
    public static ulong ColumnHash(TrackDraft track, int index)
    {
        var column = track.Columns[index];
        var twins = track.Columns.Take(index).Count(other => (other.IsText, other.Text) == (column.IsText, column.Text));
        var text = new StringBuilder();
        Line(text, "column", column.IsText, column.Text, twins);
        return Number(Hash(text)[..HashLength]);
    }

    /// <summary>Over what an aggregate without a beginning computes; 0 for others. Equal ones are told apart by their order.</summary>
    public static ulong EverHash(TrackDraft track, int index)
    {
        if (track.Aggregates[index].Plan.ForgetAfter == 0)
        {
            return 0;
        }

        var of = Of(track.Aggregates[index].Plan);
        return Number(Hash(new StringBuilder(of).Append(track.Aggregates.Take(index).Count(other => Of(other.Plan) == of)))[..HashLength]);

        string Of(TrailingPlan plan)
        {
            var text = new StringBuilder();
            Line(text, plan.Spec.Kind, plan.Column < 0 ? 0 : ColumnHash(track, plan.Column), plan.Spec.IsText, plan.Spec.Kind == AggregateKind.Collect ? plan.Spec.Most : 0);
            EverLine(text, plan);
            return text.ToString();
        }
    }

    /// <summary>Over key and window; the allowed lateness may change, and aggregates have hashes of their own.</summary>
    public static string WindowHash(KeyDraft key, WindowDraft window)
    {
        var text = new StringBuilder();
        Line(text, "open-window", key.Name, key.Text, key.Owner.Record.FullName, window.Name, Milliseconds(window.Size), Milliseconds(window.Offset));
        if (window.Kind != WindowKind.Tumbling)
        {
            Line(text, window.Kind, Milliseconds(window.Slide));
        }

        ConditionLine(text, window.Condition);
        return Hash(text)[..HashLength];
    }

    /// <summary>Over what is computed, not over its name; equal ones are told apart by their order.</summary>
    public static ulong AggregateHash(WindowDraft window, int index)
    {
        var aggregate = window.Aggregates[index].Plan;
        var twins = window.Aggregates.Take(index).Count(other => StateText(other.Plan) == StateText(aggregate));
        var text = new StringBuilder();
        Line(text, "aggregate", aggregate.Spec.Kind, aggregate.Text, twins);
        if (!aggregate.Spec.IsNumber || aggregate.Spec.Own is not null)
        {
            Line(text, "of", aggregate.Spec.IsText, aggregate.Spec.Kind == AggregateKind.Collect ? aggregate.Spec.Most : 0, aggregate.Spec.Own?.Text);
        }

        return Number(Hash(text)[..HashLength]);
    }

    /// <summary>Over all that makes a trailing value what it is, but not over its name.</summary>
    public static uint CarriedHash(KeyDraft key, TrackDraft track, TrailingPlan aggregate)
    {
        var text = new StringBuilder();
        Line(text, "carried", TrackHash(key, track), aggregate.Column < 0 ? 0 : ColumnHash(track, aggregate.Column), aggregate.Spec.Kind, aggregate.Span, aggregate.Delay, aggregate.WithStart);
        LineOfMore(text, aggregate.Spec, aggregate.Rows);
        EverLine(text, aggregate);
        return (uint)Number(Hash(text)[..HashLength]);
    }

    /// <summary>Over all that makes an open window's value what it is, but not over its name.</summary>
    public static uint CarriedHash(KeyDraft key, WindowDraft window, int index)
    {
        var text = new StringBuilder();
        Line(text, "carried", WindowHash(key, window), AggregateHash(window, index));
        LineOfMore(text, window.Aggregates[index].Plan.Spec, rows: 0);
        return (uint)Number(Hash(text)[..HashLength]);
    }

    /// <summary>What it was in the first format: over the aggregates too.</summary>
    public static string FirstWindowHash(KeyDraft key, WindowDraft window)
    {
        var text = new StringBuilder();
        Line(text, "window", key.Name, key.Text, key.Owner.Record.FullName, window.Name, Milliseconds(window.Size), Milliseconds(window.Offset));
        foreach (var (_, aggregate) in window.Aggregates)
        {
            Line(text, aggregate.Name, aggregate.Spec.Kind, aggregate.Text, aggregate.Spec.Empty);
        }

        ConditionLine(text, window.Condition);
        return Hash(text)[..HashLength];
    }

    private static void Line(StringBuilder text, params ReadOnlySpan<object?> parts)
    {
        foreach (var part in parts)
        {
            // Unit and record separators: what no name or lambda holds can't be confused with it.
            text.Append(Convert.ToString(part, CultureInfo.InvariantCulture)).Append('\u001f');
        }

        text.Append('\u001e');
    }

    private static void TrackLine(StringBuilder text, string word, KeyDraft key, TrackDraft track) =>
        Line(text, word, key.Name, track.Entry?.Text ?? key.Text, (track.Source?.Record ?? key.Owner.Record).FullName, track.Source?.Topic, track.Entry?.AtText);

    private static void ConditionLine(StringBuilder text, Condition? condition)
    {
        if (condition is not null)
        {
            Line(text, "where", condition.Text);
        }
    }

    /// <summary>What only some aggregates have: the others' text stays what it was before there was such.</summary>
    private static void LineOfMore(StringBuilder text, AggregateSpec spec, int rows)
    {
        if (spec.Kind == AggregateKind.Percentile || rows > 0)
        {
            Line(text, "more", spec.P, rows);
        }

        if (!spec.IsNumber || spec.Own is not null)
        {
            Line(text, "object", spec.IsText, spec.Most, spec.EmptyObject as string, spec.Own?.Text);
        }
    }

    private static void EverLine(StringBuilder text, TrailingPlan aggregate)
    {
        if (aggregate.ForgetAfter > 0)
        {
            Line(text, "ever", aggregate.ForgetAfter);
        }
    }

    private static (AggregateKind Kind, string Text, bool IsText, string? Own) StateText(WindowAggregatePlan aggregate) =>
        (aggregate.Spec.Kind, aggregate.Text, aggregate.Spec.IsText, aggregate.Spec.Own?.Text);

    private static ulong Number(string hash) => ulong.Parse(hash, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static long? Milliseconds(TimeSpan? span) => (long?)span?.TotalMilliseconds;

    private static string Hash(StringBuilder text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
}

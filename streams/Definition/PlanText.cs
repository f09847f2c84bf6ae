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
                Line(text, "track", track.Hash);
                foreach (var aggregate in track.Aggregates)
                {
                    Line(text, aggregate.Name, aggregate.Kind, aggregate.Column, aggregate.Span, aggregate.Delay, aggregate.WithStart, aggregate.Empty);
                }
            }

            foreach (var window in key.Windows)
            {
                Line(text, "window", window.FirstHash, window.AllowedLateness);
            }
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

    /// <summary>Over key, record type, time and columns; the aggregates may change, the rows stay good.</summary>
    public static string TrackHash(KeyDraft key, TrackDraft track)
    {
        var text = new StringBuilder();
        Line(text, "track", key.Name, track.Entry?.Text ?? key.Text, (track.Source?.Record ?? key.Owner.Record).FullName, track.Source?.Topic, track.Entry?.AtText);
        foreach (var column in track.ColumnTexts)
        {
            Line(text, "column", column);
        }

        return Hash(text)[..HashLength];
    }

    /// <summary>Over key and window; the allowed lateness may change, and aggregates have hashes of their own.</summary>
    public static string WindowHash(KeyDraft key, WindowDraft window)
    {
        var text = new StringBuilder();
        Line(text, "open-window", key.Name, key.Text, key.Owner.Record.FullName, window.Name, Milliseconds(window.Size), Milliseconds(window.Offset));
        return Hash(text)[..HashLength];
    }

    /// <summary>Over what is computed, not over its name; equal ones are told apart by their order.</summary>
    public static ulong AggregateHash(WindowDraft window, int index)
    {
        var aggregate = window.Aggregates[index];
        var twins = window.Aggregates.Take(index).Count(other => (other.Kind, other.Text) == (aggregate.Kind, aggregate.Text));
        var text = new StringBuilder();
        Line(text, "aggregate", aggregate.Kind, aggregate.Text, twins);
        return ulong.Parse(Hash(text)[..HashLength], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    /// <summary>What it was in the first format: over the aggregates too.</summary>
    public static string FirstWindowHash(KeyDraft key, WindowDraft window)
    {
        var text = new StringBuilder();
        Line(text, "window", key.Name, key.Text, key.Owner.Record.FullName, window.Name, Milliseconds(window.Size), Milliseconds(window.Offset));
        foreach (var aggregate in window.Aggregates)
        {
            Line(text, aggregate.Name, aggregate.Kind, aggregate.Text, aggregate.Empty);
        }

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

    private static long? Milliseconds(TimeSpan? span) => (long?)span?.TotalMilliseconds;

    private static string Hash(StringBuilder text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
}

using System.Collections.Immutable;
using System.Globalization;
using Serverless.Streams.Plan;
using Elements = System.Collections.Generic.Dictionary<(Serverless.Streams.Changes.ElementKind Kind, string Name), Serverless.Streams.Changes.PlanElement>;

namespace Serverless.Streams.Changes;

/// <summary>Sorts what changed between two plans of a pipeline by what it costs while its state lives on.</summary>
public static class PlanDiff
{
    private const string Distinct = "distinct ";
    private const string Of = " of ";
    private const string LastRows = " over the last ";

    /// <summary>Compares two plans.</summary>
    /// <param name="old">The one whose state there is.</param>
    /// <param name="next">The one that is to go on with it.</param>
    /// <returns>All differences, the dearest first; none where the plans say the same.</returns>
    public static ImmutableArray<PlanChange> Between(PlanOutline old, PlanOutline next)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(next);
        var changes = new List<PlanChange>();
        if (old.Pipeline != next.Pipeline)
        {
            changes.Add(new(ChangeKind.Rebuild, $"another pipeline: {next.Pipeline}, not {old.Pipeline}; its topics have other names"));
        }

        var before = old.Elements.ToDictionary(element => (element.Kind, element.Name));
        var after = next.Elements.ToDictionary(element => (element.Kind, element.Name));
        foreach (var element in next.Elements)
        {
            if (!before.TryGetValue((element.Kind, element.Name), out var was))
            {
                var renamed = old.Elements.FirstOrDefault(candidate => IsSame(candidate, element) && !after.ContainsKey((candidate.Kind, candidate.Name)));
                changes.Add(renamed is null ? Added(element, before, after) : new(ChangeKind.Free, $"{element.Name}: was {renamed.Name}"));
            }
            else if (was with { Reach = element.Reach } != element || (element.Kind == ElementKind.Unique && was.Reach != element.Reach))
            {
                changes.Add(Changed(was, element, before, after));
            }
        }

        changes.AddRange(old.Elements
            .Where(element => !after.ContainsKey((element.Kind, element.Name)) && !next.Elements.Any(candidate => IsSame(element, candidate) && !before.ContainsKey((candidate.Kind, candidate.Name))))
            .Select(Removed));
        return [.. changes.OrderByDescending(change => change.Kind)];
    }

    private static PlanChange Added(PlanElement element, Elements before, Elements after) => element.Kind switch
    {
        ElementKind.Key or ElementKind.Pipeline => new(ChangeKind.Rebuild, $"key {element.Name}: new"),
        ElementKind.Trailing => Trailing(element, "new", before, after),
        ElementKind.Window => new(ChangeKind.WarmUp, $"{element.Name}: new; exact from the first window on that starts after the newest event of before"),
        ElementKind.WindowAggregate when before.ContainsKey((ElementKind.Window, element.Home)) => new(ChangeKind.WarmUp, $"{element.Name}: new; null in windows that hold events of before, exact in all others"),
        ElementKind.Unique => new(ChangeKind.WarmUp, $"Unique of {element.Name}: new; repeats of what came before it are not known"),
        ElementKind.Entry => new(ChangeKind.WarmUp, $"{element.Name}: new; what came before it is not there"),
        _ => new(ChangeKind.Free, $"{Label(element)}: new"),
    };

    private static PlanChange Changed(PlanElement was, PlanElement element, Elements before, Elements after) => element.Kind switch
    {
        ElementKind.Pipeline => new(ChangeKind.Rebuild, $"{element.Name}: {element.Meaning}, not {was.Meaning}"),
        ElementKind.Key => new(ChangeKind.Rebuild, $"key {element.Name}: {element.Meaning}, not {was.Meaning}"),
        ElementKind.Source => new(ChangeKind.Rebuild, $"source {element.Name}: {element.Meaning}, not {was.Meaning}"),
        ElementKind.EventTime => new(ChangeKind.Rebuild, $"event time of {element.Name}: {element.Meaning}, not {was.Meaning}"),
        ElementKind.Entry => new(ChangeKind.Rebuild, $"{element.Name}: by {element.Meaning}, not {was.Meaning}"),
        ElementKind.Unique when was.Reach >= element.Reach => new(ChangeKind.Free, $"Unique of {element.Name}: remembered for {Span(element.Reach)}, not {Span(was.Reach)}"),
        ElementKind.Unique => new(ChangeKind.WarmUp, $"Unique of {element.Name}: remembered for {Span(element.Reach)}, not {Span(was.Reach)}; exact {Span(element.Reach)} of event time later"),
        ElementKind.Cleansing => new(ChangeKind.Free, $"cleansing of {element.Name}: deploy it drained; if it changes a key, it is a rebuild"),
        ElementKind.Rows => new(ChangeKind.WarmUp, $"rows of {element.Name}: others than before; exact {Span(element.Reach)} of event time later"),
        ElementKind.Trailing => Trailing(element, "changed", before, after),
        ElementKind.Window => new(ChangeKind.WarmUp, $"{element.Name}: other windows; exact from the first one on that starts after the newest event of before"),
        ElementKind.WindowAggregate => new(ChangeKind.WarmUp, $"{element.Name}: changed; null in windows that hold events of before, exact in all others"),
        _ => new(ChangeKind.Free, $"{Label(element)}: changed"),
    };

    private static PlanChange Removed(PlanElement element) => element.Kind switch
    {
        ElementKind.Key => new(ChangeKind.Rebuild, $"key {element.Name}: gone"),
        ElementKind.Source => new(ChangeKind.Rebuild, $"source {element.Name}: gone; as an origin it would go on to count for the watermark"),
        _ => new(ChangeKind.Free, $"{Label(element)}: gone"),
    };

    /// <summary>Rows are kept as long as the longest aggregate over them looks back: what looks no further has all of them at once.</summary>
    private static PlanChange Trailing(PlanElement element, string what, Elements before, Elements after)
    {
        if (element.Meaning.LastIndexOf(ExplainPage.EverOf, StringComparison.Ordinal) is var silence and >= 0)
        {
            return new(ChangeKind.WarmUp, $"{element.Name}: {what}; exact for a key that begins after it, or begins again after {element.Meaning[(silence + ExplainPage.EverOf.Length)..]}");
        }

        var rows = before.GetValueOrDefault((ElementKind.Rows, element.Home));
        var kept = rows is not null && rows.Meaning == after[(ElementKind.Rows, element.Home)].Meaning ? rows.Reach : 0;
        var isKnown = ColumnOf(element) is var column && (column.Length == 0 || before.Values.Any(other => other.Kind == ElementKind.Trailing && other.Home == element.Home && ColumnOf(other) == column));
        var mostRows = before.Values.Where(other => other.Kind == ElementKind.Trailing && other.Home == element.Home).Select(RowsOf).DefaultIfEmpty(0).Max();
        return isKnown && element.Reach <= kept && RowsOf(element) <= mostRows
            ? new(ChangeKind.Free, $"{element.Name}: {what}; its rows are there")
            : new(ChangeKind.WarmUp, $"{element.Name}: {what}; exact {(element.Reach > 0 ? $"{Span(element.Reach)} of event time later" : "for a key after as many records as it looks back on")}");
    }

    private static bool IsSame(PlanElement left, PlanElement right) =>
        left.Kind == right.Kind && left.Kind is ElementKind.Trailing or ElementKind.WindowAggregate && left with { Name = "" } == right with { Name = "" };

    /// <summary>The value that its rows keep; empty for a count of them.</summary>
    private static string ColumnOf(PlanElement trailing)
    {
        var value = trailing.Meaning[..trailing.Meaning.LastIndexOf(" over ", StringComparison.Ordinal)];
        return value.StartsWith(Distinct, StringComparison.Ordinal) ? Of + value[Distinct.Length..] : value.IndexOf(Of, StringComparison.Ordinal) is var start and >= 0 ? value[start..] : "";
    }

    /// <summary>How many rows it looks back on, whenever they were; 0 where it looks back in time.</summary>
    private static int RowsOf(PlanElement trailing) =>
        trailing.Meaning.LastIndexOf(LastRows, StringComparison.Ordinal) is var start and >= 0 && int.TryParse(trailing.Meaning.AsSpan(start + LastRows.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var rows) ? rows : 0;

    private static string Label(PlanElement element) => element.Kind switch
    {
        ElementKind.Source => "source " + element.Name,
        ElementKind.EventTime => "event time of " + element.Name,
        ElementKind.Cleansing => "cleansing of " + element.Name,
        ElementKind.Unique => "Unique of " + element.Name,
        ElementKind.Rows => "rows of " + element.Name,
        _ => element.Name,
    };

    private static string Span(long milliseconds) => SpanText.OfMilliseconds(milliseconds);
}

using System.Globalization;
using System.Text;
using Serverless.Tests.Simulation.Faults;
using Serverless.Tests.Simulation.UsualWay;

namespace Serverless.Tests.Simulation.Campaign;

/// <summary>What the simulation proves, as sections of Markdown: seeds, coverage, broken rules, the usual way. A document has those that it marks.</summary>
internal static class ProofPage
{
    private const int SideBySideSeeds = 500;
    private const int MostText = 110;

    /// <summary>The sections by their marks.</summary>
    public static IReadOnlyDictionary<string, string> Of(CampaignState state, IReadOnlyDictionary<string, FoundMutation?> mutations, TextWriter log)
    {
        var campaign = new StringBuilder();
        AddSeeds(campaign, state);
        AddCoverage(campaign, state.ToCoverage());
        log.WriteLine("Side by side …");
        return new Dictionary<string, string>
        {
            ["simulation"] = campaign.ToString(),
            ["mutations"] = Mutations(mutations),
            ["side-by-side"] = SideBySide.Table(SideBySideSeeds),
        };
    }

    /// <summary>Puts each section between its marks, <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c>, where the document has them.</summary>
    public static string Into(string document, IReadOnlyDictionary<string, string> sections)
    {
        foreach (var (name, text) in sections)
        {
            var (begin, end) = ($"<!-- {name} -->", $"<!-- /{name} -->");
            var (from, to) = (document.IndexOf(begin, StringComparison.Ordinal), document.IndexOf(end, StringComparison.Ordinal));
            if (from >= 0 && to > from)
            {
                document = $"{document[..(from + begin.Length)]}\n{text.Trim()}\n{document[to..]}";
            }
        }

        return document;
    }

    private static void AddSeeds(StringBuilder page, CampaignState state)
    {
        page.Append(CultureInfo.InvariantCulture, $"{Number(state.Seeds)} seeds, {Number(state.First)} to {Number(state.Next - 1)}, {(state.Milliseconds / Math.Max(1, state.Seeds)).ToString("0.0", CultureInfo.InvariantCulture)} ms of processor time each: ");
        page.Append(CultureInfo.InvariantCulture, $"{(state.Failures.Count == 0 ? "all equal to the single-threaded oracles." : $"**{state.Failures.Count} failed**.")}\n\n");
        foreach (var failure in state.Failures.Take(20))
        {
            page.Append(CultureInfo.InvariantCulture, $"- {failure}\n");
        }
    }

    private static void AddCoverage(StringBuilder page, Coverage coverage)
    {
        var kinds = Enum.GetValues<FaultKind>().Where(kind => kind != FaultKind.None).ToList();
        page.Append("How often each fault happened at each await; a dash: it cannot happen there.\n\n");
        page.Append(CultureInfo.InvariantCulture, $"| await | {string.Join(" | ", kinds)} |\n|---|{string.Concat(kinds.Select(_ => "--:|"))}\n");
        foreach (var point in Enum.GetValues<AwaitPoint>())
        {
            page.Append(CultureInfo.InvariantCulture, $"| {point} | {string.Join(" | ", kinds.Select(kind => FaultTable.At(point).Contains(kind) ? Number(coverage.Of(point, kind)) : "–"))} |\n");
        }

        var least = Coverage.Pairs.MinBy(pair => coverage.Of(pair.Point, pair.Kind));
        page.Append(CultureInfo.InvariantCulture, $"\nThe rarest of {Coverage.Pairs.Count()} pairs: {least.Kind} at {least.Point}, {Number(coverage.Of(least.Point, least.Kind))} times.\n\n");
    }

    private static string Mutations(IReadOnlyDictionary<string, FoundMutation?> mutations)
    {
        var table = new StringBuilder("| broken rule | seeds it took | what the last one saw |\n|---|--:|---|\n");
        foreach (var rule in MutationSearch.Needed.Concat(MutationSearch.Economy))
        {
            var found = mutations.GetValueOrDefault(rule.ToString());
            var seen = found?.Problem[(found.Problem.IndexOf(':', StringComparison.Ordinal) + 2)..].Replace('|', '/');
            table.Append(CultureInfo.InvariantCulture, $"| `{rule}` | {(found is null ? "not found" : Number(found.Seed))} | {Short(seen) ?? (MutationSearch.Economy.Contains(rule) ? "as it should be: economy" : "**nothing**")} |\n");
        }

        return table.ToString();
    }

    private static string? Short(string? text) => text is { Length: > MostText } ? text[..MostText] + " …" : text;

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}

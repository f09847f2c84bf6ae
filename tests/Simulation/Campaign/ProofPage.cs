using System.Globalization;
using System.Text;
using Serverless.Streams.Plan;
using Serverless.Tests.Simulation.Faults;
using Serverless.Tests.Simulation.UsualWay;

namespace Serverless.Tests.Simulation.Campaign;

/// <summary>The page of proof, as Markdown: seeds, coverage, mutations.</summary>
internal static class ProofPage
{
    private const int MutationSeeds = 1_000;
    private const int SideBySideSeeds = 500;

    public static string Of(CampaignState state, TextWriter log)
    {
        var page = new StringBuilder();
        page.Append(
            $"""
            # Proof by simulation

            Made by `eng/simulate`; do not edit. [protocol.md](protocol.md) says what the rules are, and how the simulation works.

            ## Seeds

            {Number(state.Seeds)} seeds, {Number(state.First)} to {Number(state.Next - 1)}, {(state.Milliseconds / Math.Max(1, state.Seeds)).ToString("0.0", CultureInfo.InvariantCulture)} ms of processor time each:
            {(state.Failures.Count == 0 ? "all equal to the single-threaded oracles." : $"**{state.Failures.Count} failed**.")}


            """);
        foreach (var failure in state.Failures.Take(20))
        {
            page.Append(CultureInfo.InvariantCulture, $"- {failure}\n");
        }

        AddCoverage(page, state.ToCoverage());
        AddMutations(page, log);
        AddSideBySide(page, log);
        return page.ToString();
    }

    private static void AddCoverage(StringBuilder page, Coverage coverage)
    {
        var kinds = Enum.GetValues<FaultKind>().Where(kind => kind != FaultKind.None).ToList();
        page.Append("## Each fault at each await\n\nHow often each fault happened at each await of a port; a dash: it cannot happen there.\n\n");
        page.Append(CultureInfo.InvariantCulture, $"| await | {string.Join(" | ", kinds)} |\n|---|{string.Concat(kinds.Select(_ => "--:|"))}\n");
        foreach (var point in Enum.GetValues<AwaitPoint>())
        {
            page.Append(CultureInfo.InvariantCulture, $"| {point} | {string.Join(" | ", kinds.Select(kind => FaultTable.At(point).Contains(kind) ? Number(coverage.Of(point, kind)) : "–"))} |\n");
        }

        var least = Coverage.Pairs.MinBy(pair => coverage.Of(pair.Point, pair.Kind));
        page.Append(CultureInfo.InvariantCulture, $"\nThe rarest of {Coverage.Pairs.Count()} pairs: {least.Kind} at {least.Point}, {Number(coverage.Of(least.Point, least.Kind))} times.\n\n");
    }

    private static void AddMutations(StringBuilder page, TextWriter log)
    {
        page.Append("## Broken rules\n\nEach rule of the protocol is broken on purpose; seeds are run from 1 on until one sees it.\n\n| broken rule | found on seed | what it saw |\n|---|--:|---|\n");
        foreach (var rule in MutationSearch.Needed.Concat(MutationSearch.Economy))
        {
            log.WriteLine($"{rule} …");
            var found = OwnThread.Run(() => MutationSearch.FirstFailure(rule, MutationSeeds));
            var isEconomy = MutationSearch.Economy.Contains(rule);
            page.Append(CultureInfo.InvariantCulture, $"| `{rule}` | {found?.Seed.ToString(CultureInfo.InvariantCulture) ?? $"not in {Number(MutationSeeds)}"} | {found?.Problem.Replace('|', '/') ?? (isEconomy ? "as it should be: economy" : "**nothing**")} |\n");
        }
    }

    private static void AddSideBySide(StringBuilder page, TextWriter log)
    {
        log.WriteLine("Side by side …");
        page.Append(
            $"""

            ## The usual way, side by side

            The same pipeline as public samples build it (a Kafka trigger, a signal to one durable entity per key, an output binding), in the same simulation under the same seeds and faults.
            It gets the benefit of the doubt: entities and their signals never lose or double anything by themselves, and copies that the source holds are not held against it.
            What the trigger and the binding do on a failure is taken from their issues: the trigger commits although the function has failed
            ([issue 614](https://github.com/Azure/azure-functions-kafka-extension/issues/614); `commitOnFailure: false` tries the batch again, five times), and a failure of the binding is not
            seen by the function ([issue 460](https://github.com/Azure/azure-functions-kafka-extension/issues/460)). The shape is the aggregator of the
            [Durable Functions overview](https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-overview#aggregator).

            {SideBySide.Table(SideBySideSeeds)}
            Lost: no output. Doubled: seen more than once by a reader (of ours: one that keeps the last-id rule). Wrong: entities, or windows per key, with a count that is not the truth.

            """);
    }

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text;
using Serverless.Tests.Simulation.Pipeline;

namespace Serverless.Tests.Simulation.UsualWay;

/// <summary>Both ways under the same seeds, as a table.</summary>
internal static class SideBySide
{
    public static string Table(int seeds)
    {
        var (usual, retrying, ours) = OwnThread.Run(() => Run(seeds));
        var table = new StringBuilder().Append(CultureInfo.InvariantCulture, $"| {Number(seeds)} seeds | events | lost | doubled | keys | with a wrong count |\n|---|--:|--:|--:|--:|--:|\n");
        foreach (var (name, tally) in new[] { ("usual way, as it comes", usual), ("usual way, `commitOnFailure: false`", retrying), ("this repository", ours) })
        {
            table.Append(CultureInfo.InvariantCulture, $"| {name} | {Number(tally.Events)} | {Number(tally.Lost)} | {Number(tally.Doubled)} | {Number(tally.Keys)} | {Number(tally.Wrong)} |\n");
        }

        return table.ToString();
    }

    /// <summary>The tallies of the first seeds.</summary>
    public static (Tally Usual, Tally Retrying, Tally Ours) Run(int seeds)
    {
        var (usual, retrying, ours) = (Tally.Nothing, Tally.Nothing, Tally.Nothing);
        for (var seed = 1; seed <= seeds; seed++)
        {
            if (Scenario.Of(seed) is { LosesLog: true } or { AtWatermark: true })
            {
                // Ours stops there, and says so; or holds the last events until a watermark comes, which the usual way has not.
                continue;
            }

            usual = usual.With(UsualRun.Run(seed, retries: false));
            retrying = retrying.With(UsualRun.Run(seed, retries: true));
            ours = ours.With(OurTally.Of(SimulationRun.Run(seed)));
        }

        return (usual, retrying, ours);
    }

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}

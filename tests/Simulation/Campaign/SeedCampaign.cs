using System.Diagnostics;
using Serverless.Tests.Simulation.Cluster;
using Serverless.Tests.Simulation.Faults;

namespace Serverless.Tests.Simulation.Campaign;

/// <summary>Runs seeds in series, with every rule kept.</summary>
internal static class SeedCampaign
{
    private const int Piece = 250;

    /// <summary>Goes on until so many seeds were run in all.</summary>
    public static CampaignState Run(CampaignState state, int seeds, string? file, TextWriter log)
    {
        while (state.Seeds < seeds)
        {
            var piece = Math.Min(Piece, seeds - state.Seeds);
            state = OwnThread.Run(() => RunPiece(state, piece, log));
            state.Save(file);
            if (state.Seeds % (Piece * 20) == 0)
            {
                log.WriteLine($"{state.Seeds} seeds, {state.Failures.Count} failed");
            }
        }

        return state;
    }

    private static CampaignState RunPiece(CampaignState state, int piece, TextWriter log)
    {
        var (coverage, failures) = (state.ToCoverage(), state.Failures.ToList());
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        for (var seed = state.Next; seed < state.Next + piece; seed++)
        {
            try
            {
                coverage.Add(SimulationRun.Run(seed).Coverage);
            }
            catch (SimulationException failure)
            {
                failures.Add(failure.Problem);
                log.WriteLine(failure.Message);
            }
        }

        var spent = Process.GetCurrentProcess().TotalProcessorTime - before;
        return state with { Next = state.Next + piece, Milliseconds = state.Milliseconds + spent.TotalMilliseconds, Failures = failures, Coverage = coverage.Counts };
    }
}

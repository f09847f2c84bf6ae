using System.Diagnostics;
using Serverless.Models;
using Serverless.Streams;

namespace Serverless.Local.Cli.Bench;

/// <summary>The model alone, on distinct rows: a few rows again and again would make trees look faster.</summary>
internal static class OnnxSpeed
{
    private const int Rows = 1024;
    private const int Runs = 400;

    /// <summary>Rows a second.</summary>
    public static async Task<double> MeasureAsync(ModelCatalog models, PipelinePlan plan, CancellationToken stop)
    {
        var rollout = await models.RolloutAsync(stop).ConfigureAwait(false);
        using var scorer = (await models.LoadAsync(rollout[0], stop).ConfigureAwait(false)).NewScorer();
        var started = 0L;
        for (var run = 0; run < Runs + 20; run++)
        {
            if (run == 20)
            {
                started = Stopwatch.GetTimestamp();
            }

            Fill(scorer.Rows(Rows).Span, plan.Model!.Features.Length, run);
            await scorer.RunAsync(Rows, stop).ConfigureAwait(false);
        }

        return Rows * (double)Runs / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static void Fill(Span<float> features, int width, int seed)
    {
        var state = (uint)seed + 1;
        for (var index = 0; index < Rows * width; index++)
        {
            state = (state * 1_664_525) + 1_013_904_223;
            features[index] = state >> 24;
        }
    }
}

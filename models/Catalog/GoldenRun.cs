using System.Globalization;
using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>Scores the golden rows, all at once and one alone: a model that depends on the batch's size is refused, and both ways are warm afterwards.</summary>
internal static class GoldenRun
{
    public static void Check(OnnxSession session, GoldenRows golden)
    {
        using var scorer = new OnnxScorer(session);
        Compare(session.Model, scorer, golden, golden.Rows.Count);
        Compare(session.Model, scorer, golden, 1);
    }

    private static void Compare(string model, OnnxScorer scorer, GoldenRows golden, int count)
    {
        var rows = scorer.Rows(count).Span;
        var width = rows.Length / count;
        for (var i = 0; i < rows.Length; i++)
            rows[i] = golden.Rows[i / width][i % width] ?? float.NaN;
        var scores = Run(model, scorer, count);
        for (var i = 0; i < count; i++)
        {
            // Written so that a score that is no number fails.
            if (!(Math.Abs(scores[i] - golden.Scores[i]) <= GoldenRows.Tolerance))
            {
                throw new ArtifactException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{model} is refused: golden row {i + 1} scores {scores[i]}, its trainer had {golden.Scores[i]} (at most {GoldenRows.Tolerance} may lie between)."))
                { IsFatal = true };
            }
        }
    }

    private static ReadOnlySpan<float> Run(string model, OnnxScorer scorer, int count)
    {
        try
        {
            return scorer.Run(count).Span;
        }
        catch (ArtifactException e)
        {
            throw new ArtifactException($"{model} is refused: {e.Message}", e) { IsFatal = true };
        }
    }
}

using System.Collections.Immutable;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Outputs;

/// <summary>The user's part of the last key: numbers and features before the model, rules and decision after it. A lambda that throws makes its event a dead letter.</summary>
internal sealed class RowScorer(PipelinePlan plan)
{
    // Batch shape changes the last bits of a score; decisions must not depend on them.
    private const int ScoreDigits = 6;

    public void BeforeModel(FoldBatch batch, FoldOutput output) => Run(plan.BeforeModel, batch, output);

    public void WriteFeatures(FoldBatch batch, FoldOutput output, Span<float> features)
    {
        try
        {
            plan.Model!.Write(output.Record!, batch.RowOf(output.Row), features);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            features.Clear();
            output.Failure ??= "features: " + failure.Message;
        }
    }

    public void TakeScore(FoldBatch batch, FoldOutput output, float score, IReadOnlyDictionary<string, double> parameters)
    {
        if (!float.IsFinite(score))
        {
            output.Failure ??= "model: the score is not a finite number";
            return;
        }

        var row = batch.Row(output.Row);
        row[plan.Model!.ScoreSlot] = Math.Round(score, ScoreDigits);
        foreach (var (name, slot) in plan.Model.ParameterSlots)
        {
            row[slot] = parameters[name];
        }
    }

    public void AfterModel(FoldBatch batch, FoldOutput output)
    {
        Run(plan.AfterModel, batch, output);
        for (var index = 0; index < plan.Routes.Length && output.Failure is null; index++)
        {
            try
            {
                if (plan.Routes[index].When is not { } when || when(output.Record!, batch.RowOf(output.Row)))
                {
                    output.Routes |= 1UL << index;
                }
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                output.Failure = $"To({plan.Routes[index].Topic}): {failure.Message}";
            }
        }
    }

    private static void Run(ImmutableArray<RowStep> steps, FoldBatch batch, FoldOutput output)
    {
        if (output.Failure is not null)
        {
            return;
        }

        var row = batch.Row(output.Row);
        foreach (var step in steps)
        {
            try
            {
                row[step.Slot] = step.Compute(output.Record!, batch.RowOf(output.Row));
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                output.Failure = $"{step.Name}: {failure.Message}";
                return;
            }
        }
    }
}

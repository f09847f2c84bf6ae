using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>The steps of one record type in order. What a user's code throws is a dead letter: it would throw again in every replay.</summary>
/// <param name="steps">At most <see cref="Most"/>, with those before them.</param>
/// <param name="first">How many steps of other record types come before.</param>
internal sealed class StepChain<T>(CleansingStep<T>[] steps, int first = 0)
    where T : class
{
    /// <summary>Bits of <see cref="Cleansed.Steps"/>.</summary>
    public const int Most = 64;

    /// <summary>Runs them.</summary>
    /// <param name="record">The record, changed in place or replaced.</param>
    /// <param name="time">What is known of its time.</param>
    /// <param name="acted">One bit per step that did something.</param>
    /// <param name="outcome">Where it ends: why.</param>
    /// <returns>Whether it goes on.</returns>
    public bool Run(ref T record, ref RecordTime time, ref ulong acted, out Cleansed outcome)
    {
        for (var index = 0; index < steps.Length; index++)
        {
            var step = steps[index];
            StepResult result;
#pragma warning disable CA1031 // Whatever it is, it is the record's end and not the stream's.
            try
            {
                result = step.Run(ref record, ref time, out outcome);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                outcome = DeadLetter.Of(DeadLetter.Error, step.Rule, step.Field, Detail.Of(exception));
                result = StepResult.Ended;
            }
#pragma warning restore CA1031
            if (result != StepResult.Kept)
            {
                acted |= 1UL << (first + index);
                if (result == StepResult.Ended)
                {
                    return false;
                }
            }
        }

        outcome = default;
        return true;
    }
}

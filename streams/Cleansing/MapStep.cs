using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Puts another record in the place of this one.</summary>
internal sealed class MapStep<T>(Func<T, T> change, string text) : CleansingStep<T>("Map", "", text)
    where T : class
{
    public override StepResult Run(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        var changed = change(record);
        if (changed is null)
        {
            outcome = DeadLetter.Of(DeadLetter.Error, Rule, null, "the lambda gave null");
            return StepResult.Ended;
        }

        outcome = default;
        var result = ReferenceEquals(changed, record) ? StepResult.Kept : StepResult.Changed;
        record = changed;
        return result;
    }
}

using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Ends a record whose field is an outlier: <c>Reject</c> and <c>Quarantine</c> with a reason, <c>Drop</c> without. Null is none.</summary>
internal sealed class OutlierStep<T>(string verb, string? reason, string name, NumberField<T> field, FieldLimits limits, string text)
    : CleansingStep<T>(verb, name, $"{text} {limits}", name)
    where T : class
{
    public override StepResult Run(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        if (field.Get(record) is not { } value || !limits.Exclude(value))
        {
            outcome = default;
            return StepResult.Kept;
        }

        outcome = reason is null
            ? new Cleansed { Kind = CleansedKind.Dropped, Reason = Plan.Text, Rule = Rule, Field = Field, Detail = Detail.Of(value) }
            : DeadLetter.Of(reason, Plan.Text, Field, Detail.Of(value));
        return StepResult.Ended;
    }
}

using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Marks a record whose field is an outlier; the value stays.</summary>
internal sealed class FlagStep<T>(string name, NumberField<T> field, FieldLimits limits, Action<T, bool> mark, string text, string markText)
    : CleansingStep<T>("Flag", name, $"{markText} where {text} {limits}", name)
    where T : class
{
    public override StepResult Run(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        outcome = default;
        if (field.Get(record) is not { } value || !limits.Exclude(value))
        {
            return StepResult.Kept;
        }

        mark(record, true);
        return StepResult.Changed;
    }
}

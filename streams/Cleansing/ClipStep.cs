using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Moves an outlier to the nearest value that is none; null stays null.</summary>
internal sealed class ClipStep<T>(string name, NumberField<T> field, FieldLimits limits, string text) : CleansingStep<T>("Clip", name, $"{text} {limits}", name)
    where T : class
{
    public override StepResult Run(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        outcome = default;
        if (field.Get(record) is not { } value || !limits.Exclude(value))
        {
            return StepResult.Kept;
        }

        field.Set!(record, limits.Nearest(value, field.IsWhole));
        return StepResult.Changed;
    }
}

using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Moves an outlier to the nearest value that is none; null stays null.</summary>
internal sealed class ClipStep<T>(NumberField<T> field, Outlier outlier, string text) : CleansingStep<T>("Clip", $"{text} {outlier}")
    where T : class
{
    public override bool Passes(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        outcome = default;
        if (field.Get(record) is { } value && outlier.Is(value))
        {
            field.Set!(record, outlier.Nearest(value));
        }

        return true;
    }
}

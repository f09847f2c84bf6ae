using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Refuses a record whose field is an outlier; null is none.</summary>
internal sealed class RejectOutlierStep<T>(string name, NumberField<T> field, Outlier outlier, string text)
    : CleansingStep<T>("Reject", $"{text} {outlier}")
    where T : class
{
    public override bool Passes(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        if (field.Get(record) is { } value && outlier.Is(value))
        {
            outcome = DeadLetter.Of(DeadLetter.Reject, Plan.Text, name, Detail.Of(value));
            return false;
        }

        outcome = default;
        return true;
    }
}

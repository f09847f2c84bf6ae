using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Puts another record in the place of this one.</summary>
internal sealed class MapStep<T>(Func<T, T> change, string text) : CleansingStep<T>("Map", text)
    where T : class
{
    public override bool Passes(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        var changed = change(record);
        if (changed is null)
        {
            outcome = DeadLetter.Of(DeadLetter.Error, Rule, null, "the lambda gave null");
            return false;
        }

        outcome = default;
        record = changed;
        return true;
    }
}

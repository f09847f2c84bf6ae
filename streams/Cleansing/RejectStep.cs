using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Refuses a record for a reason of the user's.</summary>
internal sealed class RejectStep<T>(Func<T, bool> when, string reason, string text) : CleansingStep<T>("Reject", $"\"{reason}\" where {text}")
    where T : class
{
    private readonly Cleansed _rejected = DeadLetter.Of(DeadLetter.Reject, reason, null, Detail.Of(text));

    public override bool Passes(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        outcome = _rejected;
        return !when(record);
    }
}

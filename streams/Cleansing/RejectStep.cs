using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Refuses a record for a reason of the user's.</summary>
internal sealed class RejectStep<T>(string verb, string kind, Func<T, bool> when, string reason, string text) : CleansingStep<T>(verb, reason, $"\"{reason}\" where {text}")
    where T : class
{
    private readonly Cleansed _rejected = DeadLetter.Of(kind, reason, null, Detail.Of(text));

    public override StepResult Run(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        outcome = _rejected;
        return when(record) ? StepResult.Ended : StepResult.Kept;
    }
}

using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Says that the source has an id. The id itself is taken of the clean record, here and in the keyed stage that remembers it.</summary>
internal sealed class UniqueStep<T>(string args) : CleansingStep<T>("Unique", "", args)
    where T : class
{
    public override StepResult Run(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        outcome = default;
        return StepResult.Kept;
    }
}

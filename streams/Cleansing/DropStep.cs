using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Counts a record that nobody wants, and lets it go.</summary>
internal sealed class DropStep<T>(Func<T, bool> when, string name, string text) : CleansingStep<T>("Drop", name, $"\"{name}\" where {text}")
    where T : class
{
    private readonly Cleansed _dropped = new() { Kind = CleansedKind.Dropped, Reason = name, Rule = $"Drop: {text}" };

    public override StepResult Run(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        outcome = _dropped;
        return when(record) ? StepResult.Ended : StepResult.Kept;
    }
}

using System.Text.RegularExpressions;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Refuses a record whose text does not match; null passes.</summary>
internal sealed class MatchStep<T>(string name, Func<T, string?> get, Regex pattern, string text) : CleansingStep<T>("Match", name, text, name)
    where T : class
{
    public override StepResult Run(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        outcome = default;
        if (get(record) is not { } found || pattern.IsMatch(found))
        {
            return StepResult.Kept;
        }

        outcome = DeadLetter.Of(DeadLetter.Match, Rule, Field, Detail.Of(found));
        return StepResult.Ended;
    }
}

using System.Globalization;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Reads a time of a text field; null and blank leave the target as it is.</summary>
internal sealed class ParseTimeStep<T>(string name, Func<T, string?> get, Action<T, DateTimeOffset> set, string format, TimeSpan offset, string text)
    : CleansingStep<T>("Parse", name, text, name)
    where T : class
{
    public override StepResult Run(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        outcome = default;
        var found = get(record);
        if (string.IsNullOrWhiteSpace(found))
        {
            return StepResult.Kept;
        }

        if (!DateTime.TryParseExact(found.Trim(), format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            || !RecordTime.IsCarried(new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Utc)).ToUnixTimeMilliseconds()))
        {
            outcome = DeadLetter.Of(DeadLetter.Convert, Rule, Field, Detail.Of(found));
            return StepResult.Ended;
        }

        set(record, new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), offset));
        return StepResult.Changed;
    }
}

using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Refuses a record where one of the fields is null or blank.</summary>
internal sealed class RequireStep<T>((string Field, Func<T, object?> Get)[] fields, string text)
    : CleansingStep<T>("Require", string.Join(", ", fields.Select(field => field.Field)), text)
    where T : class
{
    public override StepResult Run(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        foreach (var (field, get) in fields)
        {
            var value = get(record);
            if (value is null || (value is string words && string.IsNullOrWhiteSpace(words)))
            {
                outcome = DeadLetter.Of(DeadLetter.Require, Rule, field, value is null ? "null" : "blank");
                return StepResult.Ended;
            }
        }

        outcome = default;
        return StepResult.Kept;
    }
}

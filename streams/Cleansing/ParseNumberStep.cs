using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Reads a number, with or without a unit, of a text field; null and blank leave the target as it is.</summary>
internal sealed class ParseNumberStep<T>(string name, Func<T, string?> get, NumberField<T> into, NumberCulture culture, string? unit, string text)
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

        if (!culture.TryRead(found, out var value, out var suffix)
            || (suffix.Length > 0 && (unit is null || !Units.TryConvert(value, suffix.ToString(), unit, out value)))
            || !into.Fits(value))
        {
            outcome = DeadLetter.Of(DeadLetter.Convert, Rule, Field, Detail.Of(found));
            return StepResult.Ended;
        }

        into.Set!(record, value);
        return StepResult.Changed;
    }
}

using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Converts a value into one unit, and says so in the field that names the unit. A missing value keeps its unit's name repaired all the same.</summary>
internal sealed class UnitStep<T>(string name, NumberField<T> field, Func<T, string?> get, Action<T, string?> set, string to, string text)
    : CleansingStep<T>("Unit", name, text, name)
    where T : class
{
    public override StepResult Run(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        outcome = default;
        var from = get(record)?.Trim();
        if (from == to)
        {
            return StepResult.Kept;
        }

        var value = field.Get(record);
        if (from is null || !Units.TryConvert(value ?? 0, from, to, out var converted) || !field.Fits(converted))
        {
            outcome = DeadLetter.Of(DeadLetter.Convert, Rule, Field, from is null ? "no unit" : Detail.Of(from));
            return StepResult.Ended;
        }

        if (value is not null)
        {
            field.Set!(record, converted);
        }

        set(record, to);
        return StepResult.Changed;
    }
}

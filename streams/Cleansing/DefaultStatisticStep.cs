using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Fills a field that is null with a statistic of the profile. Until the pipeline is built there is none, and null stays.</summary>
internal sealed class DefaultStatisticStep<T>(string name, NumberField<T> field, string text) : CleansingStep<T>("Default", name, text, name)
    where T : class
{
    private double? _value;

    public void Fill(double value) => _value = field.IsWhole ? Math.Round(value) : value;

    public override StepResult Run(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        outcome = default;
        if (_value is not { } value || field.Get(record) is not null)
        {
            return StepResult.Kept;
        }

        field.Set!(record, value);
        return StepResult.Changed;
    }
}

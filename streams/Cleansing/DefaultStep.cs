using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Fills a field that is null or blank.</summary>
internal sealed class DefaultStep<T, V>(string name, Func<T, V> get, Action<T, V> set, V value, string text) : CleansingStep<T>("Default", name, text, name)
    where T : class
{
    public override StepResult Run(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        outcome = default;
        var found = get(record);
        if (found is not null && !(found is string words && string.IsNullOrWhiteSpace(words)))
        {
            return StepResult.Kept;
        }

        set(record, value);
        return StepResult.Changed;
    }
}

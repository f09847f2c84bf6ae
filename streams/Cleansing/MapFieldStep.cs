using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Changes one field in place: nobody else has seen the freshly decoded record.</summary>
internal sealed class MapFieldStep<T, V>(string verb, string name, Func<T, V> get, Action<T, V> set, Func<V, V> change, string text)
    : CleansingStep<T>(verb, name, text, name)
    where T : class
{
    public override StepResult Run(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        outcome = default;
        var before = get(record);
        var after = change(before);
        if (EqualityComparer<V>.Default.Equals(before, after))
        {
            return StepResult.Kept;
        }

        set(record, after);
        return StepResult.Changed;
    }
}

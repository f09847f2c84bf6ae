using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Fills a field that is null or blank.</summary>
internal sealed class DefaultStep<T, V>(Func<T, V> get, Action<T, V> set, V value, string text) : CleansingStep<T>("Default", text)
    where T : class
{
    public override bool Passes(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        outcome = default;
        var found = get(record);
        if (found is null || (found is string words && string.IsNullOrWhiteSpace(words)))
        {
            set(record, value);
        }

        return true;
    }
}

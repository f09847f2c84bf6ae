using Serverless.Streams.Plan;

namespace Serverless.Streams.Cleansing;

/// <summary>Changes one field in place: nobody else has seen the freshly decoded record.</summary>
internal sealed class MapFieldStep<T, V>(Func<T, V> get, Action<T, V> set, Func<V, V> change, string text) : CleansingStep<T>("Map", text)
    where T : class
{
    public override bool Passes(ref T record, ref RecordTime time, out Cleansed outcome)
    {
        outcome = default;
        set(record, change(get(record)));
        return true;
    }
}

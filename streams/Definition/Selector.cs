namespace Serverless.Streams;

/// <summary>Wraps a user's selector once, so that what runs per event knows no types.</summary>
internal static class Selector
{
    /// <summary>Null and what no sum survives (infinity) become NaN: missing.</summary>
    public static Func<object, double> Of<T>(Func<T, double?> value)
        where T : class =>
        record => value((T)record) is { } number && double.IsFinite(number) ? number : double.NaN;
}

using Serverless.Streams.Accumulators;

namespace Serverless.Streams;

/// <summary>A user's selector, wrapped once, so that what runs per event knows no types.</summary>
/// <param name="Source">The user's delegate.</param>
/// <param name="Text">Its text, on one line.</param>
/// <param name="Value">What it gives of a record.</param>
/// <param name="IsText">Whether that is a text; else a number.</param>
internal sealed record Selector(Delegate Source, string Text, Func<object, AggregateValue> Value, bool IsText)
{
    /// <summary>Null and what no sum survives (infinity) are missing.</summary>
    public static Selector Number<T>(Func<T, double?> value, string text)
        where T : class =>
        new(value, LambdaText.OneLine(text), record => value((T)record) is { } number && double.IsFinite(number) ? new(number) : AggregateValue.Missing, IsText: false);

    public static Selector OfText<T>(Func<T, string?> value, string text)
        where T : class =>
        new(value, LambdaText.OneLine(text), record => new(double.NaN, value((T)record)), IsText: true);

    /// <summary>Whether two give the same, as far as text tells.</summary>
    public bool IsSame(Selector other) => IsText == other.IsText && LambdaText.IsSame(Text, Source, other.Text, other.Source);
}

namespace Serverless.Streams;

/// <summary>Which records count.</summary>
/// <param name="Source">The user's delegates.</param>
/// <param name="Text">Their text, on one line.</param>
/// <param name="Holds">Whether a record counts.</param>
internal sealed record Condition(Delegate Source, string Text, Func<object, bool> Holds)
{
    public static Condition Of<T>(Func<T, bool> holds, string text)
        where T : class =>
        new(holds, LambdaText.OneLine(text), record => holds((T)record));

    /// <summary>Both hold.</summary>
    public static Condition? And(Condition? first, Condition? second) =>
        first is null || second is null
            ? first ?? second
            : new(Delegate.Combine(first.Source, second.Source)!, $"{first.Text} and {second.Text}", record => first.Holds(record) && second.Holds(record));

    /// <summary>Whether two say the same, as far as text tells.</summary>
    public static bool IsSame(Condition? first, Condition? second) =>
        first is null || second is null ? first == second : LambdaText.IsSame(first.Text, first.Source, second.Text, second.Source);
}

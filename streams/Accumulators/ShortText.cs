namespace Serverless.Streams.Accumulators;

/// <summary>Texts that go on with every event must not grow it without bound, whatever one of them says.</summary>
internal static class ShortText
{
    /// <summary>The longest, in UTF-16 code units; the rest is cut off.</summary>
    public const int Most = 256;

    public static string Of(string text) =>
        text.Length <= Most ? text : text[..(char.IsHighSurrogate(text[Most - 1]) ? Most - 1 : Most)];

    public static AggregateValue Of(AggregateValue value) => value.Object is string { Length: > Most } text ? new(double.NaN, Of(text)) : value;
}

namespace Serverless.Streams;

/// <summary>What names and spans may be.</summary>
internal static class Names
{
    public const string ValueRule = "lower-case letters, digits and '_', a letter first, at most 80 characters";
    public const string KeyRule = "lower-case letters, digits and '-', a letter first, at most 40 characters";
    public const string TopicRule = "letters, digits, '.', '_' and '-', at most 200 characters";

    private const int LongestValue = 80;
    private const int LongestKey = 40;
    private const int LongestTopic = 200;

    /// <summary>Ten years: what a time may have added to it and still be a date.</summary>
    public static TimeSpan LongestSpan { get; } = TimeSpan.FromDays(3653);

    public static bool IsValue(string name) =>
        name.Length is > 0 and <= LongestValue && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    public static bool IsKey(string name) =>
        name.Length is > 0 and <= LongestKey && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public static bool IsTopic(string name) =>
        name.Length is > 0 and <= LongestTopic && name is not "." and not ".." && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}

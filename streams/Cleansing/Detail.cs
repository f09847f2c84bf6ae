using System.Globalization;

namespace Serverless.Streams.Cleansing;

/// <summary>What was found, fit for a header: short and without control characters.</summary>
internal static class Detail
{
    private const int MaxLength = 200;

    public static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Of(Exception exception) => Of($"{exception.GetType().Name}: {exception.Message}");

    public static string Of(string text)
    {
        var length = Math.Min(text.Length, MaxLength);
        if (length < text.Length && char.IsHighSurrogate(text[length - 1]))
        {
            length--;
        }

        return string.Create(length, text, static (target, from) =>
        {
            for (var index = 0; index < target.Length; index++)
            {
                target[index] = char.IsControl(from[index]) || char.GetUnicodeCategory(from[index]) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                    ? ' '
                    : from[index];
            }
        });
    }
}

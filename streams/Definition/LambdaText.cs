using System.Text.RegularExpressions;

namespace Serverless.Streams;

/// <summary>The text of a lambda, as the compiler hands it over.</summary>
internal static partial class LambdaText
{
    /// <summary>On one line, so that breaking a line changes no hash.</summary>
    public static string OneLine(string text) => LineBreak().Replace(text, " ").Trim();

    /// <summary>Whether two selectors are the same. Equal text is not enough, since it may name captured variables: but a path from its own parameter captures nothing.</summary>
    public static bool IsSame(string text, Delegate selector, string otherText, Delegate other) =>
        text == otherText && (selector.Equals(other) || Path().IsMatch(text));

    /// <summary><c>t => t.Amount</c> to <c>t.Amount</c>: what stands behind the arrow.</summary>
    public static string Body(string text)
    {
        var arrow = text.IndexOf("=>", StringComparison.Ordinal);
        return arrow < 0 ? text : text[(arrow + 2)..].Trim();
    }

    [GeneratedRegex(@"\s*\n\s*", RegexOptions.CultureInvariant)]
    private static partial Regex LineBreak();

    [GeneratedRegex(@"^(?<parameter>\w+) => \k<parameter>(\.\w+)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Path();
}

namespace Serverless.Streams.Outputs;

/// <summary>Text from outside, made fit for a header or a log line: short and without control characters.</summary>
internal static class Printable
{
    public const int Limit = 200;

    public static string Cut(string text)
    {
        var cut = text.Length <= Limit ? text : string.Concat(text.AsSpan(0, Limit - 1), "…");
        return cut.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 ? cut : string.Concat(cut.Select(unit => char.IsControl(unit) ? ' ' : unit));
    }
}

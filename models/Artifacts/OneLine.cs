namespace Serverless.Models;

/// <summary>The messages of libraries, cut to what fits into a sentence.</summary>
internal static class OneLine
{
    private const int MaxLength = 300;

    public static string Of(string message)
    {
        var line = string.Join(' ', message.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.Length <= MaxLength ? line : string.Concat(line.AsSpan(0, MaxLength), "…");
    }
}

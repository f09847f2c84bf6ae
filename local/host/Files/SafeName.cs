using System.Buffers;

namespace Serverless.Local.Host.Files;

/// <summary>Names that become names of files: topics, groups, segments.</summary>
internal static class SafeName
{
    /// <summary>Room is left for a suffix below the 255 bytes that file systems allow.</summary>
    public const int MaxLength = 200;

    /// <summary>The rule, in words.</summary>
    public const string Rule = "1 to 200 letters, digits, '.', '_' and '-', with no '.' at either end";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Whether a name can be the name of a file and leads nowhere else.</summary>
    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= MaxLength } && name[0] != '.' && name[^1] != '.' && !name.AsSpan().ContainsAnyExcept(Allowed);
}

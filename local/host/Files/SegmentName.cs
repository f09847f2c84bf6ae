using System.Globalization;

namespace Serverless.Local.Host.Files;

/// <summary>A segment's file is named by the offset of its first record, so that even an empty one keeps the position.</summary>
internal static class SegmentName
{
    private const int Digits = 20;
    private const string Suffix = ".log";

    /// <summary>The name for an offset.</summary>
    public static string Of(long first) => first.ToString("D20", CultureInfo.InvariantCulture) + Suffix;

    /// <summary>The first offsets of the segments in a directory, rising; other files are left alone.</summary>
    public static List<long> In(string directory)
    {
        var found = new List<long>();
        foreach (var path in Directory.EnumerateFiles(directory, "*" + Suffix))
        {
            var name = Path.GetFileNameWithoutExtension(path.AsSpan());
            if (name.Length == Digits && long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var first))
            {
                found.Add(first);
            }
        }

        found.Sort();
        return found;
    }
}

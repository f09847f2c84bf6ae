using System.Globalization;
using System.Text;

namespace Serverless.Local.Host.Files;

/// <summary>Committed offsets as text, a line <c>topic partition offset</c> each and a checksum in the last line.</summary>
internal static class OffsetsFormat
{
    private const string Checksum = "crc32c ";

    /// <summary>No offsets, in the order in which they are written.</summary>
    public static SortedDictionary<(string Topic, int Partition), long> Empty() => new(Comparer<(string Topic, int Partition)>.Create((left, right) =>
        string.CompareOrdinal(left.Topic, right.Topic) is var order and not 0 ? order : left.Partition.CompareTo(right.Partition)));

    /// <summary>The file's content.</summary>
    public static byte[] Write(SortedDictionary<(string Topic, int Partition), long> offsets)
    {
        var text = new StringBuilder();
        foreach (var ((topic, partition), offset) in offsets)
        {
            text.Append(CultureInfo.InvariantCulture, $"{topic} {partition} {offset}\n");
        }

        return Encoding.UTF8.GetBytes(text.Append(Seal(text.ToString())).ToString());
    }

    /// <summary>What a file says; null where it is damaged.</summary>
    public static SortedDictionary<(string Topic, int Partition), long>? Parse(ReadOnlySpan<byte> content)
    {
        var text = Encoding.UTF8.GetString(content);
        var sealAt = text.LastIndexOf(Checksum, StringComparison.Ordinal);
        if (sealAt < 0 || text[sealAt..] != Seal(text[..sealAt]))
        {
            return null;
        }

        var offsets = Empty();
        foreach (var line in text[..sealAt].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(' ');
            if (parts.Length != 3
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
                || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            {
                return null;
            }

            offsets[(parts[0], partition)] = offset;
        }

        return offsets;
    }

    private static string Seal(string text) => string.Create(CultureInfo.InvariantCulture, $"{Checksum}{Crc32C.Of(Encoding.UTF8.GetBytes(text)):x8}\n");
}

using System.Globalization;

namespace Serverless.Streams.Tables;

/// <summary>The lines of a table's file, which may come from anywhere: a JSON object each, divided by line feeds.</summary>
internal ref struct TableLines(ReadOnlySpan<byte> content)
{
    /// <summary>The longest row, in bytes.</summary>
    public const int MostRowBytes = 64 * 1024;

    private ReadOnlySpan<byte> _left = content;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Reads the next line; false at the end.</summary>
    /// <exception cref="FormatException">There are too many, or this one is too long.</exception>
    public bool TryNext(out ReadOnlySpan<byte> line)
    {
        var end = _left.IndexOf((byte)'\n');
        line = (end < 0 ? _left : _left[..end]).TrimEnd((byte)'\r');
        if (_left.IsEmpty)
        {
            return false;
        }

        _left = end < 0 ? default : _left[(end + 1)..];
        if (++Number > TableRows.Most)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"it has more than {TableRows.Most} rows"));
        }

        return line.Length <= MostRowBytes
            ? true
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"row {Number} has {line.Length} bytes; at most {MostRowBytes} are allowed"));
    }
}

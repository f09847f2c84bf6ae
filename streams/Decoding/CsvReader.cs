using System.Text;

namespace Serverless.Streams.Decoding;

/// <summary>Lines and fields of comma-separated values, as RFC 4180 has them: quoted fields may hold separators, line ends and doubled quotes. Empty lines are passed over.</summary>
internal ref struct CsvReader(ReadOnlySpan<byte> text, byte separator)
{
    private const byte Quote = (byte)'"';
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = text.StartsWith(Encoding.UTF8.Preamble) ? text[3..] : text;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Reads the next line that is not empty.</summary>
    /// <param name="fields">Takes its fields; null: empty and not quoted.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="FormatException">A quote is not closed or stands in the middle, or the bytes are no UTF-8.</exception>
    public bool Read(List<string?> fields)
    {
        fields.Clear();
        while (!_rest.IsEmpty)
        {
            Line++;
            if (TakeLineEnd())
            {
                continue;
            }

            do
            {
                fields.Add(Field());
            }
            while (TakeSeparator());
            if (!_rest.IsEmpty && !TakeLineEnd())
            {
                throw new FormatException($"line {Line}: a quote in the middle of a field");
            }

            return true;
        }

        return false;
    }

    private string? Field()
    {
        if (_rest.IsEmpty || _rest[0] != Quote)
        {
            var end = _rest.IndexOfAny(separator, (byte)'\r', (byte)'\n');
            var plain = end < 0 ? _rest : _rest[..end];
            if (plain.Contains(Quote))
            {
                throw new FormatException($"line {Line}: a quote in the middle of a field");
            }

            _rest = _rest[plain.Length..];
            return plain.IsEmpty ? null : TextOf(plain);
        }

        _rest = _rest[1..];
        var quoted = new StringBuilder();
        while (true)
        {
            var end = _rest.IndexOf(Quote);
            if (end < 0)
            {
                throw new FormatException($"line {Line}: a quote is not closed");
            }

            quoted.Append(TextOf(_rest[..end]));
            _rest = _rest[(end + 1)..];
            if (_rest.IsEmpty || _rest[0] != Quote)
            {
                return quoted.ToString();
            }

            quoted.Append('"');
            _rest = _rest[1..];
        }
    }

    private bool TakeSeparator()
    {
        var isThere = !_rest.IsEmpty && _rest[0] == separator;
        _rest = isThere ? _rest[1..] : _rest;
        return isThere;
    }

    private bool TakeLineEnd()
    {
        var length = _rest.StartsWith("\r\n"u8) ? 2 : !_rest.IsEmpty && _rest[0] is (byte)'\n' or (byte)'\r' ? 1 : 0;
        _rest = _rest[length..];
        return length > 0;
    }

    private static string TextOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException("not UTF-8");
        }
    }
}

using System.Globalization;

namespace Serverless.Streams.Cleansing;

/// <summary>
/// How numbers are written in a culture. An own table and not the machine's (the framework runs without culture data): that changes with the version of ICU, and a
/// replay on another machine would read other numbers. Separators as in Unicode CLDR 46, symbols "decimal" and "group".
/// </summary>
internal sealed class NumberCulture
{
    private const int MaxLength = 64;
    private const string Spaces = " \u00A0\u202F";

    private static readonly Dictionary<string, NumberCulture> Known = Make(
        ('.', ",", "invariant en-US en-GB en-AU en-CA ja-JP zh-CN ko-KR he-IL th-TH es-MX"),
        (',', ".", "de-DE es-ES it-IT nl-NL pt-BR da-DK tr-TR id-ID el-GR ro-RO"),
        (',', Spaces, "fr-FR sv-SE nb-NO fi-FI pl-PL cs-CZ sk-SK hu-HU uk-UA bg-BG pt-PT"),
        (',', "." + Spaces, "de-AT"),
        ('.', "'\u2019", "de-CH it-CH"));

    private readonly char _decimal;
    private readonly string _groups;

    private NumberCulture(char point, string groups) => (_decimal, _groups) = (point, groups);

    /// <summary>The names, for a message.</summary>
    public static string Names => string.Join(", ", Known.Keys.Order(StringComparer.Ordinal));

    public static NumberCulture? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>Reads <c>-1.234,50 km</c>: sign, digits in groups of three or ungrouped, decimals, and what follows.</summary>
    public bool TryRead(string text, out double value, out ReadOnlySpan<char> unit)
    {
        value = 0;
        unit = default;
        var rest = text.AsSpan().Trim();
        if (rest.Length > MaxLength)
        {
            return false;
        }

        var isNegative = rest.Length > 0 && rest[0] is '-' or '\u2212';
        if (isNegative || (rest.Length > 0 && rest[0] == '+'))
        {
            rest = rest[1..];
        }

        Span<char> plain = stackalloc char[MaxLength];
        var length = Whole(ref rest, plain);
        if (length == 0)
        {
            return false;
        }

        if (rest.Length > 1 && rest[0] == _decimal && char.IsAsciiDigit(rest[1]))
        {
            plain[length++] = '.';
            rest = rest[1..];
            while (rest.Length > 0 && char.IsAsciiDigit(rest[0]))
            {
                plain[length++] = rest[0];
                rest = rest[1..];
            }
        }

        unit = rest.Trim();
        value = double.Parse(plain[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        value = isNegative ? -value : value;

        // A digit or a separator behind the number: it is none in this culture.
        return unit.Length == 0 || !(char.IsAsciiDigit(unit[0]) || unit[0] is '.' or ',' or '\'');
    }

    /// <summary>Digits, and separators that stand before exactly three of them.</summary>
    private int Whole(ref ReadOnlySpan<char> rest, scoped Span<char> plain)
    {
        var (length, at, last) = (0, 0, 0);
        while (at < rest.Length)
        {
            if (char.IsAsciiDigit(rest[at]))
            {
                plain[length++] = rest[at++];
            }
            else if (length > 0 && (last > 0 || at <= 3) && _groups.Contains(rest[at], StringComparison.Ordinal) && IsGroup(rest[(at + 1)..]))
            {
                last = ++at;
                rest[at..(at + 3)].CopyTo(plain[length..]);
                length += 3;
                at += 3;
                if (at < rest.Length && char.IsAsciiDigit(rest[at]))
                {
                    return 0;
                }
            }
            else
            {
                break;
            }
        }

        rest = rest[at..];
        return length;
    }

    private static bool IsGroup(ReadOnlySpan<char> rest) => rest.Length >= 3 && char.IsAsciiDigit(rest[0]) && char.IsAsciiDigit(rest[1]) && char.IsAsciiDigit(rest[2]);

    private static Dictionary<string, NumberCulture> Make(params (char Point, string Groups, string Names)[] rows) =>
        rows.SelectMany(row => row.Names.Split(' ').Select(name => (name, new NumberCulture(row.Point, row.Groups)))).ToDictionary(StringComparer.Ordinal);
}

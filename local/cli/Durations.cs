using System.Globalization;

namespace Serverless.Local.Cli;

/// <summary>Durations as people write them.</summary>
internal static class Durations
{
    private static readonly (string Unit, double Milliseconds)[] Units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        var (number, factor) = (text, 1_000d);
        foreach (var (unit, milliseconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal))
            {
                (number, factor) = (text[..^unit.Length], milliseconds);
                break;
            }
        }

        var isNumber = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);
        duration = isNumber && value * factor < TimeSpan.MaxValue.TotalMilliseconds ? TimeSpan.FromMilliseconds(value * factor) : TimeSpan.Zero;
        return isNumber && duration > TimeSpan.Zero;
    }
}

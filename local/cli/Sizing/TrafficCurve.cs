using System.Globalization;

namespace Serverless.Local.Cli.Sizing;

/// <summary>Events a second over time: corners <c>minute:rate</c>, joined by straight lines.</summary>
internal static class TrafficCurve
{
    private const int MostMinutes = 24 * 60;

    /// <summary>From a tenth to the peak within ten minutes, ten minutes at the peak, back within ten, five minutes of rest.</summary>
    public static IEnumerable<double> Default(double peak) => Lines([(0, peak / 10), (10, peak), (20, peak), (30, peak / 10), (35, peak / 10)]);

    /// <summary>Reads <c>0:100,10:5000,20:100</c>.</summary>
    /// <exception cref="CommandException">It is no curve; the message says what is.</exception>
    public static IEnumerable<double> Parse(string text)
    {
        var corners = text.Split(',').Select(Corner).ToList();
        if (corners.Count is < 2 or > 1_000 || corners[0].Minute != 0 || corners.Zip(corners.Skip(1)).Any(pair => pair.Second.Minute <= pair.First.Minute))
            throw Wrong(text);
        return Lines(corners);

        (int Minute, double Rate) Corner(string corner)
        {
            var parts = corner.Split(':');
            return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var minute) && minute <= MostMinutes
                && double.TryParse(parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate <= 1e9
                ? (minute, rate)
                : throw Wrong(text);
        }
    }

    private static CommandException Wrong(string text) =>
        new($"--curve \"{text}\": write 2 to 1,000 corners minute:events-per-second from minute 0 on, rising, at most a day: 0:100,10:5000,20:100.");

    private static IEnumerable<double> Lines(List<(int Minute, double Rate)> corners)
    {
        for (var index = 1; index < corners.Count; index++)
        {
            var ((from, low), (to, high)) = (corners[index - 1], corners[index]);
            for (var second = 0; second < (to - from) * 60; second++)
                yield return low + ((high - low) * second / ((to - from) * 60));
        }
    }
}

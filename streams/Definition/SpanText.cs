using System.Globalization;

namespace Serverless.Streams;

/// <summary>A span in the largest unit that divides it: <c>7d</c>, <c>36h</c>, <c>90m</c>, <c>45s</c>, <c>250ms</c>.</summary>
internal static class SpanText
{
    public static string Of(TimeSpan span)
    {
        var (ticks, unit) = span.Ticks switch
        {
            0 => (TimeSpan.TicksPerSecond, "s"),
            var all when all % TimeSpan.TicksPerDay == 0 => (TimeSpan.TicksPerDay, "d"),
            var all when all % TimeSpan.TicksPerHour == 0 => (TimeSpan.TicksPerHour, "h"),
            var all when all % TimeSpan.TicksPerMinute == 0 => (TimeSpan.TicksPerMinute, "m"),
            var all when all % TimeSpan.TicksPerSecond == 0 => (TimeSpan.TicksPerSecond, "s"),
            _ => (TimeSpan.TicksPerMillisecond, "ms"),
        };
        return ((decimal)span.Ticks / ticks).ToString("0.####", CultureInfo.InvariantCulture) + unit;
    }

    public static string OfMilliseconds(long milliseconds) => Of(TimeSpan.FromMilliseconds(milliseconds));
}

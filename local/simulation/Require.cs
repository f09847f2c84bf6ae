namespace Serverless.Local.Simulation;

/// <summary>Checks of options, with one sentence each that names the setting and its range.</summary>
internal static class Require
{
    public static void InRange(double value, double from, double to, string name)
    {
        if (!(value >= from && value <= to))
            throw new ArgumentException($"{name} is between {from} and {to}, not {value}.");
    }

    public static void InRange(TimeSpan value, TimeSpan from, TimeSpan to, string name)
    {
        if (value < from || value > to)
            throw new ArgumentException($"{name} is between {from} and {to}, not {value}.");
    }

    public static void Text(string? value, string name)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new ArgumentException($"{name} is missing.");
    }
}

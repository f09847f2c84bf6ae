namespace Serverless.Streams.Cleansing;

/// <summary>Units of measurement. Factors are the exact ones of the SI Brochure (9th edition) and NIST Special Publication 811, appendix B.</summary>
internal static class Units
{
    private static readonly Dictionary<string, (string Quantity, double Factor, double Offset)> Known = new(StringComparer.Ordinal);

    static Units()
    {
        Add("length", ("m", 1), ("mm", 1e-3), ("cm", 1e-2), ("km", 1e3), ("in", 0.0254), ("ft", 0.3048), ("yd", 0.9144), ("mi", 1609.344), ("nmi", 1852));
        Add("mass", ("kg", 1), ("mg", 1e-6), ("g", 1e-3), ("t", 1e3), ("oz", 0.028349523125), ("lb", 0.45359237));
        Add("time", ("s", 1), ("ms", 1e-3), ("min", 60), ("h", 3600), ("d", 86_400));
        Add("speed", ("m/s", 1), ("km/h", 1 / 3.6), ("mph", 0.44704), ("kn", 1852 / 3600.0));
        Add("pressure", ("Pa", 1), ("hPa", 100), ("kPa", 1e3), ("MPa", 1e6), ("mbar", 100), ("bar", 1e5), ("atm", 101_325), ("psi", 6894.757293168));
        Add("energy", ("J", 1), ("kJ", 1e3), ("MJ", 1e6), ("Wh", 3600), ("kWh", 3.6e6), ("MWh", 3.6e9));
        Add("power", ("W", 1), ("mW", 1e-3), ("kW", 1e3), ("MW", 1e6));
        Add("volume", ("m3", 1), ("l", 1e-3), ("ml", 1e-6), ("gal", 0.003785411784));
        Add("voltage", ("V", 1), ("mV", 1e-3), ("kV", 1e3));
        Add("current", ("A", 1), ("mA", 1e-3), ("kA", 1e3));
        Add("angle", ("rad", 1), ("deg", Math.PI / 180));
        Add("frequency", ("Hz", 1), ("kHz", 1e3), ("MHz", 1e6), ("rpm", 1 / 60.0));
        Add("data", ("B", 1), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("KiB", 1024), ("MiB", 1_048_576), ("GiB", 1_073_741_824));
        Add("ratio", ("1", 1), ("%", 1e-2), ("‰", 1e-3), ("ppm", 1e-6));
        Known["K"] = ("temperature", 1, 0);
        Known["C"] = Known["°C"] = ("temperature", 1, 273.15);
        Known["F"] = Known["°F"] = ("temperature", 5 / 9.0, 459.67 * 5 / 9);
    }

    /// <summary>The names, for a message.</summary>
    public static string Names => string.Join(", ", Known.Keys.Order(StringComparer.Ordinal));

    public static bool Knows(string unit) => Known.ContainsKey(unit);

    /// <summary>Converts; false where a unit is unknown or measures something else.</summary>
    public static bool TryConvert(double value, string from, string to, out double converted)
    {
        converted = value;
        if (from == to)
        {
            return Known.ContainsKey(to);
        }

        if (!Known.TryGetValue(from, out var source) || !Known.TryGetValue(to, out var target) || source.Quantity != target.Quantity)
        {
            return false;
        }

        converted = ((value * source.Factor) + source.Offset - target.Offset) / target.Factor;
        return double.IsFinite(converted);
    }

    private static void Add(string quantity, params ReadOnlySpan<(string Name, double Factor)> units)
    {
        foreach (var (name, factor) in units)
        {
            Known[name] = (quantity, factor, 0);
        }
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Serverless.Benchmarks;

/// <summary>Records of which nine of ten are poison: for a lambda that throws, or by a hostile field. Each thousandth has a text of a megabyte.</summary>
internal static class HostilePurchases
{
    private const int Megabyte = 1_000_000;
    private const int Deep = 1_000;

    private static readonly ImmutableArray<Func<string, byte[]>> Kinds =
    [
        .. PoisonedPurchases.Places.Select(place => (Func<string, byte[]>)(at => Json(place, at))),
        at => Json("a", at, "\"NaN\""),
        at => Json("a", at, "1e999"),
        at => Json("a", at, "{}"),
        at => Json("a", at, $"1,\"more\":{new string('[', Deep)}{new string(']', Deep)}"),
        at => Json("a", at, "1,\"amount\":2"),
        at => Json("\\ud800", at),
        at => Json("a", "never"),
        at => [.. Json("a", at)[..^1], 0xFF],
        at => Json("a", at)[..^1],
    ];

    /// <summary>How many of the first so many are poison.</summary>
    public static int PoisonOf(int count) => Enumerable.Range(0, count).Count(IsPoison);

    /// <summary>A record.</summary>
    /// <param name="number">Says of which kind it is.</param>
    /// <param name="position">Says when it happened: so many milliseconds after the start.</param>
    public static byte[] Of(int number, long position)
    {
        var at = OneShard.Start.AddMilliseconds(position).ToString("O", CultureInfo.InvariantCulture);
        return number % 1_000 == 0 ? Json(new string('x', Megabyte), at) : IsPoison(number) ? Kinds[number % Kinds.Length](at) : Json($"customer-{number % 70}", at);
    }

    private static bool IsPoison(int number) => number % 10 != 9;

    private static byte[] Json(string customer, string at, string amount = "1") => Encoding.UTF8.GetBytes($$"""{"customer":"{{customer}}","at":"{{at}}","amount":{{amount}}}""");
}

using System.Globalization;
using System.Text;

namespace Serverless.Local.Simulation.Shop;

/// <summary>The simulated shop's reference table <c>items</c>: the file of a version, a function of its number alone. Every version has other prices, and other items are sold out.</summary>
public static class ShopCatalogue
{
    /// <summary>The versions that lie beside web-personalization.</summary>
    public const int Versions = 2;

    private const int Shelf = 6;
    private static readonly string[] Categories = ["shoes", "shirts", "trousers", "jackets", "hats", "bags", "belts", "socks", "scarves", "gloves"];

    /// <summary>A version's rows.</summary>
    /// <param name="version">From 1.</param>
    /// <returns>JSON lines.</returns>
    public static byte[] Rows(int version)
    {
        var rows = new StringBuilder();
        for (var item = 0; item < ShopWorld.Items; item++)
        {
            var (price, inStock) = (995 + (item * 3_700 % 9_000) - (version * 45), IsInStock(item, version) ? "true" : "false");
            rows.Append(CultureInfo.InvariantCulture, $$"""{"id":{{item}},"category":"{{Categories[item / Shelf]}}","price":{{price / 100}}.{{price % 100:00}},"inStock":{{inStock}}}""").Append('\n');
        }

        return Encoding.UTF8.GetBytes(rows.ToString());
    }

    /// <summary>Whether an item can be sold.</summary>
    /// <param name="item">The item.</param>
    /// <param name="version">The catalogue's version.</param>
    public static bool IsInStock(int item, int version) => ((item * 7) + (version * 2)) % 10 != 0;
}

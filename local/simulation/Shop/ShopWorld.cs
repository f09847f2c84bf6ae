using System.Globalization;
using System.Text;
using Serverless.Local.Simulation.Random;

namespace Serverless.Local.Simulation.Shop;

/// <summary>
/// Visitors of a web shop who look at items one after the other: mostly at the item that usually follows the last one, sometimes at another of the same shelf, seldom at anything. A function of the seed alone.
/// </summary>
/// <param name="seed">Another seed is another shop.</param>
/// <param name="visitors">How many visitors come a day, 1 to 100,000.</param>
public sealed class ShopWorld(ulong seed = 11, int visitors = 400)
{
    /// <summary>The source.</summary>
    public const string Topic = "shop.views";

    /// <summary>How many items there are.</summary>
    public const int Items = 60;

    private const int Shelf = 6;
    private const int MostViews = 12;
    private const int LongestDelay = 3_000;
    private const double Follows = 0.6;
    private const double SameShelf = 0.7;
    private static readonly DateTimeOffset Start = new(2025, 1, 6, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The views of so many days, each day in the order of arrival; the label of each is the item that its visitor looked at next, known when that happened.</summary>
    /// <param name="days">From 1.</param>
    /// <returns>Made while it is read.</returns>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public IEnumerable<SimulatedEvent> Views(int days)
    {
        Require.InRange(visitors, 1, 100_000, nameof(visitors));
        Require.InRange(days, 1, 10_000, nameof(days));
        return Enumerable.Range(0, days).SelectMany(Day);
    }

    /// <summary>The item that usually follows one: a permutation, so that each is somebody's successor.</summary>
    public static int After(int item) => ((item * 7) + 13) % Items;

    private List<SimulatedEvent> Day(int day)
    {
        var views = new List<SimulatedEvent>();
        for (var visitor = 0; visitor < visitors; visitor++)
        {
            Visit(views, day, visitor);
        }

        views.Sort(SimulatedEvent.ByArrival);
        return views;
    }

    private void Visit(List<SimulatedEvent> views, int day, int visitor)
    {
        var draws = Draws.For(seed, Purpose.Visit, visitor, day);
        var count = 2 + draws.Below(MostViews - 1);
        // Everybody comes once in three days, under the same name; a few are robots.
        var name = string.Create(CultureInfo.InvariantCulture, $"{(draws.Happens(0.03) ? "bot-" : "v")}{visitor + (visitors * (day % 3))}");
        var (at, item) = (Start.AddDays(day).AddSeconds(draws.Below(22 * 3_600)), draws.Below(Items));
        for (var view = 0; view < count; view++)
        {
            var dwell = draws.Uniform(3, 90);
            var (next, nextAt) = (Next(ref draws, item), at.AddSeconds(Math.Round(dwell)));
            var id = string.Create(CultureInfo.InvariantCulture, $"{day}-{visitor}-{view}");
            var json = string.Create(CultureInfo.InvariantCulture,
                $$"""{"id":"{{id}}","visitorId":"{{name}}","item":{{item}},"at":"{{at:yyyy-MM-ddTHH:mm:ssZ}}","dwell":{{dwell:0.0}}}""");
            views.Add(new SimulatedEvent(Topic, Encoding.UTF8.GetBytes(json), at.ToUnixTimeMilliseconds() + draws.Below(LongestDelay))
            {
                Id = id,
                Label = view + 1 < count ? next.ToString(CultureInfo.InvariantCulture) : null,
                Labelled = nextAt.ToUnixTimeMilliseconds(),
            });
            (at, item) = (nextAt, next);
        }
    }

    private static int Next(ref Draws draws, int item) =>
        draws.Happens(Follows) ? After(item)
        : draws.Happens(SameShelf) ? (item / Shelf * Shelf) + draws.Below(Shelf)
        : draws.Below(Items);
}

using System.Text;
using System.Text.Json.Serialization;
using Serverless.Streams;
using Serverless.Streams.Records;

namespace Serverless.Tests.Integration.Functions;

public sealed record Ride(string Id, string Rider, string Driver, string City, DateTimeOffset At, double Fare);

public enum Advice
{
    Usual,
    Dear,
}

[JsonSerializable(typeof(Ride))]
internal sealed partial class RidesJson : JsonSerializerContext;

/// <summary>A pipeline of three keys, the most that the app has functions for, with windows at each of them and no model.</summary>
public sealed class Rides : Pipeline<Ride>
{
    private const string Source = "city.rides";
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public Rides()
    {
        Shards(4);
        From(Source, RidesJson.Default.Ride)
            .Unique(r => r.Id, within: Hours(6))
            .Time(r => r.At, outOfOrder: Minutes(5), idle: Minutes(1))
            .Reject(r => r.Fare, Outside(0, 1_000));

        var rider = By("rider", r => r.Rider);
        var usual = rider.Last(Hours(6)).Mean("rider_mean", r => r.Fare);
        rider.Tumbling("rider_hour", Hours(1), allowedLateness: Minutes(30)).Sum("paid", r => r.Fare);

        var driver = By("driver", r => r.Driver);
        driver.Last(Hours(1)).Count("driver_rides");
        driver.Session("shift", Minutes(45)).Count("rides");

        var city = By("city", r => r.City);
        city.Hopping("city_hours", size: Hours(2), slide: Hours(1)).Mean("fare", r => r.Fare);

        var dear = Rule("dear", (r, row) => r.Fare > row[usual]);
        Decide((r, row) => row[dear] ? Advice.Dear : Advice.Usual);
    }

    /// <summary>Source records of one of three shifts: some out of order, too late, repeated, malformed or rejected.</summary>
    public static IReadOnlyList<OutgoingRecord> Of(int shift) => [.. Enumerable.Range(shift * 60, 60).Select(Record)];

    private static OutgoingRecord Record(int number)
    {
        var at = Start.AddMinutes(7 * number).AddMinutes(number % 9 == 4 ? -4 : number % 11 == 7 ? -200 : 0);
        var (id, fare) = (number % 13 == 5 ? number - 5 : number, number % 17 == 3 ? 5_000 : 10 + (number * 7 % 30));
        var json = number % 19 == 11 ? "{\"id\": oops" : $$"""{"id":"r{{id}}","rider":"a{{number % 7}}","driver":"d{{number % 5}}","city":"c{{number % 3}}","at":"{{at:O}}","fare":{{fare}}.25}""";
        var headers = number % 4 == 0 ? new[] { new RecordHeader(OutputHeaders.TraceParent, Encoding.UTF8.GetBytes($"00-{number + 1:x32}-{number + 1:x16}-01")) } : [];
        return new OutgoingRecord { Topic = Source, Partition = number * 5 % CardDays.Partitions, Key = Encoding.UTF8.GetBytes($"k{number % 4}"), Value = Encoding.UTF8.GetBytes(json), Headers = headers };
    }
}

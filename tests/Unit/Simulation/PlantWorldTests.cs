using System.Text;
using System.Text.Json;
using Serverless.Local.Simulation;
using Serverless.Local.Simulation.Plant;

namespace Serverless.Tests.Unit.Simulation;

public sealed class PlantWorldTests
{
    [Fact]
    public void The_same_seed_is_the_same_plant_and_days_do_not_depend_on_how_many_there_are()
    {
        var two = new PlantWorld(seed: 3, machines: 5).Readings(2).Select(Text).ToList();
        Assert.Equal(two, new PlantWorld(seed: 3, machines: 5).Readings(4).Take(two.Count).Select(Text));
        Assert.NotEqual(two, new PlantWorld(seed: 4, machines: 5).Readings(2).Select(Text));
        // Pinned: what models were trained on.
        Assert.Equal("""{"id":"m00-0","deviceId":"m00","at":"2025-01-06T00:00:00Z","temperature":20.7,"scale":"C","vibration":0.096,"power":0.00}""", Encoding.UTF8.GetString(new PlantWorld().Readings(1).First().Value));
    }

    [Fact]
    public void Machines_shake_more_towards_their_end_and_labels_are_known_when_they_have_failed()
    {
        var (early, late) = (new List<double>(), new List<double>());
        foreach (var reading in new PlantWorld().Readings(20))
        {
            using var json = JsonDocument.Parse(reading.Value);
            var root = json.RootElement;
            if (reading.Label is not { } label)
            {
                Assert.Equal(0, root.GetProperty("power").GetDouble());
                continue;
            }

            var hours = double.Parse(label, System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(reading.Labelled - root.GetProperty("at").GetDateTimeOffset().ToUnixTimeMilliseconds() - (hours * 3_600_000), -360_000, 360_000);
            if (root.GetProperty("power").GetDouble() > 0.5 && root.TryGetProperty("vibration", out var vibration) && vibration.GetDouble() < 100)
                (hours < 6 ? late : hours > 60 ? early : []).Add(vibration.GetDouble());
        }

        Assert.True(early.Average() < 1.5 && late.Average() > 4, $"{early.Average()} early, {late.Average()} late");
    }

    private static string Text(SimulatedEvent reading) => $"{reading.Arrival} {reading.Label} {reading.Labelled} {Encoding.UTF8.GetString(reading.Value)}";
}

using System.Globalization;
using System.Text;
using Serverless.Local.Simulation.Random;

namespace Serverless.Local.Simulation.Plant;

/// <summary>
/// Machines that wear out: vibration and temperature rise with wear, faster towards the end, until the machine fails, stands still for half a day and begins anew. Sensors fail as well: readings are missing, wild, in
/// Fahrenheit, late or sent twice. A function of the seed alone; each reading can be made by itself.
/// </summary>
/// <param name="seed">Another seed is another plant.</param>
/// <param name="machines">How many machines, 1 to 1,000.</param>
public sealed class PlantWorld(ulong seed = 7, int machines = 12)
{
    /// <summary>The source.</summary>
    public const string Topic = "plant.readings";

    private const int ShortestLife = 60;
    private const int LongestLife = 168;
    private const int Repair = 12;
    private const int LongestDelay = 20_000;
    private static readonly DateTimeOffset Start = new(2025, 1, 6, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>The readings of so many days, in the order of arrival; the label of each is the number of hours until its machine fails, known when it has.</summary>
    /// <param name="days">From 1.</param>
    /// <returns>Made while it is read.</returns>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public IEnumerable<SimulatedEvent> Readings(int days)
    {
        Require.InRange(machines, 1, 1_000, nameof(machines));
        Require.InRange(days, 1, 10_000, nameof(days));
        return Enumerable.Range(0, days).SelectMany(Day);
    }

    private IEnumerable<SimulatedEvent> Day(int day)
    {
        var readings = new List<SimulatedEvent>();
        var perDay = (int)(TimeSpan.FromDays(1) / Interval);
        for (var machine = 0; machine < machines; machine++)
        {
            for (var index = 0; index < perDay; index++)
            {
                Add(readings, machine, (day * perDay) + index);
            }
        }

        readings.Sort(SimulatedEvent.ByArrival);
        return readings;
    }

    private void Add(List<SimulatedEvent> readings, int machine, int number)
    {
        var draws = Draws.For(seed, Purpose.Reading, machine, number);
        // Machines do not speak at the same second.
        var at = Start + (number * Interval) + TimeSpan.FromSeconds(machine * 7 % 600);
        var (wear, left) = WearAt(machine, (at - Start).TotalHours);
        var isRunning = left > 0 && at.Hour is >= 6 and < 22 && at.Minute < 50;
        var power = isRunning ? draws.Uniform(0.6, 1) : 0;
        var vibration = isRunning ? draws.Normal(1 + (4 * wear * wear * wear), 0.25) : draws.Normal(0.1, 0.02);
        var temperature = isRunning ? draws.Normal(48 + (12 * power) + (18 * wear * wear), 1.5) : draws.Normal(22, 1);
        var delay = draws.Below(LongestDelay);
        var (isMissing, isWild, isCopy) = (draws.Happens(0.004), draws.Happens(0.002), draws.Happens(0.01));
        var isFahrenheit = machine % 5 == 4;
        var id = string.Create(CultureInfo.InvariantCulture, $"m{machine:00}-{number}");
        var json = string.Create(CultureInfo.InvariantCulture,
            $$"""{"id":"{{id}}","deviceId":"m{{machine:00}}","at":"{{at:yyyy-MM-ddTHH:mm:ssZ}}","temperature":{{(isFahrenheit ? (temperature * 1.8) + 32 : temperature):0.0}},"scale":"{{(isFahrenheit ? "F" : "C")}}",{{(isMissing ? "" : $"\"vibration\":{(isWild ? 900 : Math.Max(vibration, 0)):0.000},")}}"power":{{power:0.00}}}""");
        var reading = new SimulatedEvent(Topic, Encoding.UTF8.GetBytes(json), at.ToUnixTimeMilliseconds() + delay)
        {
            Id = id,
            Label = left > 0 ? left.ToString("0.0", CultureInfo.InvariantCulture) : null,
            Labelled = (at + TimeSpan.FromHours(Math.Max(left, 0))).ToUnixTimeMilliseconds(),
        };
        readings.Add(reading);
        if (isCopy)
        {
            readings.Add(reading with { Arrival = reading.Arrival + 1_000 });
        }
    }

    /// <summary>Wear from 0 to 1, and the hours until the machine fails; 0 where it is under repair.</summary>
    private (double Wear, double Left) WearAt(int machine, double hour)
    {
        // The first life has begun before the plant was watched.
        var begin = -Draws.For(seed, Purpose.MachineLife, machine).Uniform(0, ShortestLife);
        for (var life = 1; ; life++)
        {
            var length = Draws.For(seed, Purpose.MachineLife, machine, life).Uniform(ShortestLife, LongestLife);
            if (hour < begin + length)
            {
                return (Math.Max(hour - begin, 0) / length, hour < begin ? 0 : begin + length - hour);
            }

            begin += length + Repair;
        }
    }
}

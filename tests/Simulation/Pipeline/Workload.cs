using System.Globalization;
using System.Text;
using System.Text.Json;
using Serverless.Streams.Records;
using Serverless.Tests.Simulation.Cluster;

namespace Serverless.Tests.Simulation.Pipeline;

/// <summary>What the sources hold: events out of order within the bound, repeats within and beyond the horizon, dead and dropped records; some partitions end with one far ahead, the others fall idle.</summary>
internal sealed class Workload
{
    private const int Partitions = 2;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Random _random;

    public Workload(Scenario scenario)
    {
        _random = new Random(scenario.Seed);
        var count = _random.Next(30, 70);
        for (var index = 0; index < count; index++)
        {
            Records.Add(Make(index, count));
            if (_random.Next(6) == 0)
            {
                Records.Add(Records[_random.Next(Records.Count)]);
            }
        }

        for (var partition = 0; partition < Partitions; partition++)
        {
            if (scenario.KnowsIdle && _random.Next(2) == 0)
            {
                continue;
            }

            Records.Add(Event($"end{partition}", "c0", "t0", Start.AddMinutes(15), partition));
        }

        if (!scenario.KnowsIdle || _random.Next(2) == 0)
        {
            Records.Add(Report("endr", "t0", Start, Start.AddMinutes(15)));
        }
    }

    public List<OutgoingRecord> Records { get; } = [];

    public static void CreateTopics(SimulatedStorage storage)
    {
        storage.Create(Simulated.Events, Partitions);
        storage.Create(Simulated.Reports, 1);
    }

    private OutgoingRecord Make(int index, int count)
    {
        var id = index.ToString(CultureInfo.InvariantCulture);
        var at = Start.AddSeconds((600.0 * index / count) - _random.Next(15));
        var (customer, terminal) = ($"c{_random.Next(4)}", $"t{_random.Next(3)}");
        var partition = Murmur2.PartitionOf(Encoding.UTF8.GetBytes(customer), Partitions);
        return _random.Next(12) switch
        {
            0 => Raw(Simulated.Events, partition, "{\"id\":"u8.ToArray()),
            1 => Event(id, "test", terminal, at, partition),
            2 => Event(id, customer, terminal, at, partition, amount: 5_000),
            3 or 4 => Report("r" + id, terminal, at.AddSeconds(-_random.Next(60)), at),
            _ => Event(id, customer, terminal, at, partition, _random.Next(100)),
        };
    }

    private static OutgoingRecord Event(string id, string customer, string terminal, DateTimeOffset at, int partition, double? amount = null) =>
        Raw(Simulated.Events, partition, Json(new { id, customer, terminal, at, amount }));

    private static OutgoingRecord Report(string id, string terminal, DateTimeOffset at, DateTimeOffset reportedAt) =>
        Raw(Simulated.Reports, 0, Json(new { id, terminal, at, reportedAt }));

    private static byte[] Json<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value);

    private static OutgoingRecord Raw(string topic, int partition, byte[] value) => new() { Topic = topic, Partition = partition, Value = value };
}

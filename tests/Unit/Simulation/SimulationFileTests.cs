using Serverless.Local.Simulation;
using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.World;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Simulation;

public sealed class SimulationFileTests
{
    private static readonly WorldOptions Small = new() { Customers = 200, Terminals = 500, Radius = 8 };

    [Fact]
    public void Each_days_reports_come_before_its_transactions()
    {
        var records = SimulationFile.Records(Small, new(), 0, 10).ToList();
        CardWorld world = new(Small);

        var days = records.Select(record => (Day: world.DayOf(record.Shipment.Arrival), IsPayment: record.Topic == "card.transactions")).ToList();
        Assert.Equal(days.Order(), days);
        Assert.Contains(days, day => !day.IsPayment);
    }

    [Fact]
    public void Ranges_add_up() => Assert.Equal(
        SimulationFile.Records(Small, new(), 0, 6).Select(record => record.Shipment),
        [.. SimulationFile.Records(Small, new(), 0, 2).Select(record => record.Shipment), .. SimulationFile.Records(Small, new(), 2, 6).Select(record => record.Shipment)]);

    [Fact]
    public void Partitions_are_those_of_Kafkas_own_clients() =>
        Assert.All(SimulationFile.Records(Small, new(), 0, 3, partitions: 8), record => Assert.Equal(Murmur2.PartitionOf(record.Key, 8), record.Partition));

    [Fact]
    public async Task Files_hold_a_line_per_value()
    {
        var folder = Directory.CreateTempSubdirectory("simulation-").FullName;
        try
        {
            var records = SimulationFile.Records(Small, new() { Malformed = 0.1 }, 0, 8).ToList();

            var counts = await SimulationFile.WriteAsync(records, folder, CancellationToken.None);

            Assert.Equal(new DeliveryPlan(new CardWorld(Small), new() { Malformed = 0.1 }).Count(0, 8).Sent, counts.Sent);
            Assert.Equal(counts.Sent, Lines("card.transactions"));
            Assert.Equal(counts.Reports, Lines("card.frauds"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        long Lines(string topic) => File.ReadAllBytes(Path.Combine(folder, topic + ".jsonl")).Count(letter => letter == (byte)'\n');
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_one_clear_sentence()
    {
        var file = Path.GetTempFileName();
        try
        {
            var refused = await Assert.ThrowsAsync<SimulationException>(() => SimulationFile.WriteAsync([], file, CancellationToken.None));
            Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}

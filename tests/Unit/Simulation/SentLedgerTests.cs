using System.Security.Cryptography;
using Serverless.Local.Simulation;
using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.Ledger;
using Serverless.Local.Simulation.Sending;
using Serverless.Local.Simulation.World;

namespace Serverless.Tests.Unit.Simulation;

public sealed class SentLedgerTests : IDisposable
{
    private static readonly WorldOptions Small = new() { Customers = 200, Terminals = 500, Radius = 8 };
    private static readonly DeliveryOptions Busy = new() { Malformed = 0.05, Incomplete = 0.05, Rejected = 0.05, Test = 0.05, Duplicates = 0.05, TooLate = 0.05 };
    private static readonly SourceRecord[] Records = [.. SimulationFile.Records(Small, Busy, 0, 6)];

    private readonly string _folder = Directory.CreateTempSubdirectory("ledger-").FullName;

    private string SentLog => Path.Combine(_folder, LedgerFiles.Sent);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_back()
    {
        Write(Records);

        var ledger = SentLedger.Read(_folder);

        ShipmentCounts counts = new();
        counts.AddRange(Records.Select(record => record.Shipment));
        Assert.All(RecordKinds.All, kind => Assert.Equal(counts.Of(kind), ledger.Counts.Of(kind)));
        Assert.Equal((counts.Frauds, counts.TooLate), (ledger.Counts.Frauds, ledger.Counts.TooLate));
        var good = Records.Select(record => record.Shipment).Where(shipment => shipment.Kind == RecordKind.Good).ToDictionary(shipment => shipment.Payment.Id, shipment => shipment.Payment.Scenario);
        Assert.Equal(good.OrderBy(payment => payment.Key), ledger.Good.OrderBy(payment => payment.Key));
        Assert.Equal(counts.Dead, ledger.Dead.Values.Sum());
        var broken = Records.First(record => record.Shipment.Kind == RecordKind.WrongType);
        Assert.Equal(1, ledger.Dead[new DeadKey("decode", Convert.ToHexStringLower(SHA256.HashData(broken.Value)))]);
        Assert.Equal(Records.Where(record => record.Topic == "card.transactions").CountBy(record => record.Partition).OrderBy(p => p.Key).Select(p => (long)p.Value), ledger.Transactions.Values);
        Assert.Equal(counts.Reports, ledger.Reports.Values.Sum());
    }

    [Fact]
    public void No_ledger_is_an_empty_one()
    {
        var ledger = SentLedger.Read(_folder);

        Assert.Equal((0, 0, 0, true), (ledger.Counts.Sent, ledger.Day, ledger.Index, ledger.IsComplete));
    }

    [Fact]
    public void It_says_where_the_run_stands()
    {
        using (LedgerWriter writer = new(_folder))
        {
            writer.Session(DateTimeOffset.UnixEpoch, "", []);
            writer.Append(Records[..10]);
            writer.Day(7);
            writer.Append(Records[10..13]);
            writer.Live(DateTimeOffset.FromUnixTimeMilliseconds(4711));
        }

        var ledger = SentLedger.Read(_folder);

        Assert.Equal((8, 3, 4711L, false), (ledger.Day, ledger.Index, ledger.LiveSince, ledger.IsComplete));
        Assert.Equal("4711", File.ReadAllText(Path.Combine(_folder, LedgerFiles.Live)));
    }

    [Theory]
    [InlineData("Good 3 17-")]
    [InlineData("G")]
    public void A_torn_line_is_left_out_and_cut_by_the_next_writer(string torn)
    {
        Write(Records[..5]);
        File.AppendAllText(SentLog, torn);

        Assert.Equal(5, All(SentLedger.Read(_folder)));
        Write(Records[5..8]);
        Assert.Equal(8, All(SentLedger.Read(_folder)));
    }

    [Fact]
    public void A_damaged_line_is_named()
    {
        Write(Records[..5]);
        File.AppendAllText(SentLog, "Godo 3 1-2-3 0\n");

        var damage = Assert.Throws<SimulationException>(() => SentLedger.Read(_folder));

        Assert.Contains("line 7", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_did_not_reach_its_partition_is_the_end_of_the_ledger_for_it()
    {
        using (LedgerWriter writer = new(_folder))
        {
            writer.Session(DateTimeOffset.UnixEpoch, "a", [(false, 0, 100, 0), (false, 1, 200, 0), (false, 2, 0, 0), (false, 3, 0, 0)]);
            writer.Append(Records[..200]);
        }

        var ledger = SentLedger.Read(_folder);
        var inFirst = Indexes(0);

        Assert.Equal(inFirst[^3..], Sorted(ledger.Unsent("a", (isReport, partition) => End(isReport, partition, missing: 3))));
        Assert.Empty(ledger.Unsent("a", (isReport, partition) => End(isReport, partition, missing: 0)));
        Assert.Empty(ledger.Unsent("another broker", (_, _) => 0));

        // The next run starts with those three, and is killed before it sends two of them again.
        using (LedgerWriter writer = new(_folder))
        {
            writer.Session(DateTimeOffset.UnixEpoch, "a", [(false, 0, 100 + inFirst.Length - 3, 3)]);
        }

        Assert.Equal(inFirst[^2..], Sorted(SentLedger.Read(_folder).Unsent("a", (_, partition) => partition == 0 ? 100 + inFirst.Length - 2 : 0)));

        long End(bool isReport, int partition, int missing) =>
            partition switch { 0 => 100 - missing, 1 => 200, _ => 0 } + Records[..200].Count(record => record.Partition == partition && record.Topic == "card.frauds" == isReport);
        int[] Indexes(int partition) => [.. Enumerable.Range(0, 200).Where(index => Records[index].Partition == partition && Records[index].Topic == "card.transactions")];
        int[] Sorted(HashSet<(int Day, int Index)> unsent) => [.. unsent.Select(place => place.Index).Order()];
    }

    [Fact]
    public void After_an_orderly_end_nothing_is_unsent()
    {
        using (LedgerWriter writer = new(_folder))
        {
            writer.Session(DateTimeOffset.UnixEpoch, "a", [(false, 0, 0, 0)]);
            writer.Append(Records[..50]);
            writer.Stop(DateTimeOffset.UnixEpoch);
        }

        Assert.Empty(SentLedger.Read(_folder).Unsent("a", (_, _) => 0));
    }

    [Fact]
    public void A_reader_may_look_while_the_simulator_writes_but_nobody_else_may_write()
    {
        using LedgerWriter writer = new(_folder);
        writer.Append(Records[..3]);

        Assert.Equal(3, All(SentLedger.Read(_folder)));
        Assert.Contains(SentLog, Assert.Throws<SimulationException>(() => new LedgerWriter(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ledger_of_another_simulation_is_refused_with_the_difference()
    {
        new LedgerWorld(Small, Busy, 45, 4, 4).Agree(_folder);
        new LedgerWorld(Small, Busy, 45, 4, 4).Agree(_folder);

        var refused = Assert.Throws<SimulationException>(() => new LedgerWorld(Small with { Seed = 9 }, Busy, 45, 4, 4).Agree(_folder));
        Assert.Contains("its seed is 4, not 9", refused.Message, StringComparison.Ordinal);
        Assert.Throws<SimulationException>(() => new LedgerWorld(Small, Busy with { Test = 0 }, 45, 4, 4).Agree(_folder));
        Assert.Throws<SimulationException>(() => new LedgerWorld(Small, Busy, 45, 8, 4).Agree(_folder));
    }

    private static long All(SentLedger ledger) => ledger.Counts.Sent + ledger.Counts.Reports;

    private void Write(IReadOnlyList<SourceRecord> records)
    {
        using LedgerWriter writer = new(_folder);
        writer.Session(DateTimeOffset.UnixEpoch, "", []);
        writer.Append(records);
    }
}

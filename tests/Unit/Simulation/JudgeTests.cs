using System.Text;
using Serverless.Local.Simulation;
using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.Ledger;
using Serverless.Local.Simulation.Sending;
using Serverless.Local.Simulation.Verifying;
using Serverless.Local.Simulation.World;

namespace Serverless.Tests.Unit.Simulation;

/// <summary>A small world, a perfect pipeline, and what the verdict is when something is taken away from its outputs.</summary>
public sealed class JudgeTests : IDisposable
{
    private static readonly WorldOptions Small = new() { Customers = 200, Terminals = 500, Radius = 8 };
    private static readonly DeliveryOptions Busy = new() { Malformed = 0.05, Incomplete = 0.05, Rejected = 0.05, Test = 0.05, Duplicates = 0.05 };
    private static readonly SourceRecord[] Records = [.. SimulationFile.Records(Small, Busy, 0, 6)];

    private readonly string _folder = Directory.CreateTempSubdirectory("judge-").FullName;
    private int _offset = 1_000_000;
    private readonly OutputTally _tally = new(new SourceTopics(), "payments", 1);

    public JudgeTests()
    {
        using LedgerWriter writer = new(_folder);
        writer.Append(Records);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_perfect_pipeline_is_good()
    {
        Publish(Records);

        var report = Report();

        Assert.Empty(report.Broken);
        Assert.Equal(Records.Count(record => record.Shipment.Kind == RecordKind.Good), report.Predictions);
        Assert.True(report is { Dead: > 50, TruePositives: > 5, FalseNegatives: > 0, FalsePositives: > 5, Swaps: 0 });
        Assert.Equal(report.Alerts, report.TruePositives + report.FalsePositives);
        Assert.Equal(SentLedger.Read(_folder).Counts.Frauds, report.TruePositives + report.FalseNegatives);
    }

    [Fact]
    public void A_missing_prediction_is_lost()
    {
        Publish(Records[..^200]);

        var report = Report();

        Assert.Equal(Records[^200..].Count(record => record.Shipment.Kind == RecordKind.Good), report.Lost);
        Assert.Equal(Records[^200..].Count(record => RecordKinds.ReasonOf(record.Shipment.Kind) is not null), report.DeadMissing);
        Assert.Contains(report.Broken, line => line.StartsWith("lost = 0", StringComparison.Ordinal));
    }

    [Fact]
    public void A_prediction_of_a_bad_record_is_unexpected_and_a_changed_byte_is_seen()
    {
        Publish(Records);
        Take(OutputTopic.Predictions, "w@1/0:99999999:1.0", """{"id":"199-5-99","score":0,"decision":"allow"}""");
        Take(OutputTopic.Dead, "card.transactions@1/0:99999999:1.0", "{ ", "decode");

        var report = Report();

        Assert.Equal((1, 0, 1), (report.Unexpected, report.Lost, report.DeadUnexpected));
    }

    [Fact]
    public void A_window_that_holds_another_count_is_wrong()
    {
        Publish(Records);
        var payment = Records.First(record => record.Shipment.Kind == RecordKind.Good).Shipment.Payment;
        var (start, end) = (DateTimeOffset.FromUnixTimeMilliseconds(payment.Time / 3_600_000 * 3_600_000), DateTimeOffset.FromUnixTimeMilliseconds((payment.Time / 3_600_000 * 3_600_000) + 3_600_000));
        var right = new CardWorld(Small).Range(0, 6).Count(other => other.Terminal == payment.Terminal && other.Time >= start.ToUnixTimeMilliseconds() && other.Time < end.ToUnixTimeMilliseconds());

        Window(0, right);
        Assert.Equal(0, Report().WindowsWrong);
        Window(1, right + 1);
        Assert.Equal(1, Report().WindowsWrong);

        void Window(int revision, int count) => Take(
            OutputTopic.Events,
            $"w@1/0:9999{revision}:2.0",
            $$"""{"window":"terminal_hour","key":"{{RecordEncoder.TerminalId(payment.Terminal)}}","start":"{{start:O}}","end":"{{end:O}}","revision":{{revision}},"payments":{{count}}}""",
            type: "window");
    }

    [Fact]
    public void A_prediction_with_another_count_or_mean_is_wrong()
    {
        var first = Records.Where(record => record.Shipment.Kind == RecordKind.Good).Select(record => record.Shipment.Payment).GroupBy(payment => payment.Id.Customer).First(group => group.Count() > 2).Take(3).ToList();
        Assert.True(first[2].Time - first[0].Time < CardWorld.DayLength * 6 && first.Max(payment => payment.Time) == first[2].Time);
        var inDay = first.Count(payment => payment.Time > first[2].Time - CardWorld.DayLength);
        var (day, week) = (first.TakeLast(inDay).Average(payment => payment.Cents) / 100, first.Average(payment => payment.Cents) / 100);

        Say(inDay, day);
        Assert.Equal(0, Report().AggregatesWrong);
        _tally.Customers.Clear();
        Say(inDay + 1, day);
        Assert.Equal(1, Report().AggregatesWrong);
        _tally.Customers.Clear();
        Say(inDay, day * 1.0001);
        Assert.Equal(1, Report().AggregatesWrong);

        void Say(int count, double mean)
        {
            _tally.Predicted.Clear();
            Take(OutputTopic.Predictions, $"w@1/0:{++_offset}:1.0", string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"id":"{{first[2].Id}}","features":[7,{{count}},3,3,{{mean}},{{week}},{{week}}],"score":0,"decision":"allow"}"""));
        }
    }

    private VerifyReport Report()
    {
        var sent = SentLedger.Read(_folder);
        return Judge.Report(sent, _tally, new LatencyHistogram(), "terminal_hour", WindowOracle.Wrong(sent, Small, "terminal_hour", _tally.Windows), AggregateOracle.Wrong(sent, Small, _tally.Customers));
    }

    // What the pipeline would publish: every tenth payment and every second fraud raises an alert.
    private void Publish(IReadOnlyList<SourceRecord> records)
    {
        var offset = 0;
        foreach (var record in records)
        {
            offset++;
            var payment = record.Shipment.Payment;
            if (RecordKinds.ReasonOf(record.Shipment.Kind) is { } reason)
            {
                Take(OutputTopic.Dead, $"card.transactions@1/{record.Partition}:{offset}:1.0", record.Value, reason, origin: $"card.transactions/{record.Partition}/{offset}");
            }
            else if (record.Shipment.Kind == RecordKind.Good)
            {
                var isAlert = payment.Id.Index == 1 || (payment.IsFraud && payment.Id.Customer % 2 == 0);
                var value = $$"""{"id":"{{payment.Id}}","score":0.5,"decision":"{{(isAlert ? "block" : "allow")}}"}""";
                Take(OutputTopic.Predictions, $"w@1/{record.Partition}:{offset}:1.0", value);
                if (isAlert)
                    Take(OutputTopic.Alerts, $"w@1/{record.Partition}:{offset}:2.0", value);
            }
        }
    }

    private void Take(OutputTopic purpose, string id, string value, string reason = "", string type = "") => Take(purpose, id, Encoding.UTF8.GetBytes(value), reason, type, id);

    private void Take(OutputTopic purpose, string id, byte[] value, string reason, string type = "", string origin = "") => _tally.Take(new OutputRecord
    {
        Purpose = purpose,
        Topic = $"{purpose}",
        Partition = 0,
        Offset = 0,
        Id = Encoding.UTF8.GetBytes(id),
        Type = Encoding.UTF8.GetBytes(type),
        Model = "m@1"u8,
        Reason = Encoding.UTF8.GetBytes(reason),
        Origin = Encoding.UTF8.GetBytes(origin),
        Value = value,
    });
}

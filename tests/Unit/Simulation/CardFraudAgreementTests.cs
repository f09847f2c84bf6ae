using Serverless.Local.Simulation;
using Serverless.Local.Simulation.Delivery;
using Serverless.Pipelines;
using Serverless.Pipelines.CardFraud;
using Serverless.Streams;
using Serverless.Streams.Plan;

namespace Serverless.Tests.Unit.Simulation;

/// <summary>What the simulator expects of each kind of record is what the card-fraud pipeline does with it.</summary>
public sealed class CardFraudAgreementTests
{
    private static readonly PipelinePlan Plan = PipelineCatalog.Create("card-fraud").Build();
    private static readonly DeliveryOptions Busy = new()
    {
        Malformed = 0.3,
        Incomplete = 0.3,
        Rejected = 0.3,
        Test = 0.3,
        Duplicates = 0.1,
        MissingOptional = 0.2,
        Misspelled = 0.5,
    };

    private static readonly SourceTopics Topics = new();

    [Fact]
    public void Every_record_comes_out_as_the_table_of_kinds_says()
    {
        foreach (var record in SimulationFile.Records(new() { Customers = 1_000, Terminals = 2_000, Radius = 8 }, Busy, 0, 5))
        {
            var cleansed = Plan.Sources.Single(source => source.Topic == record.Topic).Execution.Cleanse(record.Value, 1_700_000_000_000);

            var kind = record.Shipment.Kind;
            var expected = RecordKinds.ReasonOf(kind) is not null ? CleansedKind.Dead : kind == RecordKind.TestCustomer ? CleansedKind.Dropped : CleansedKind.Clean;
            Assert.True((expected, RecordKinds.ReasonOf(kind)) == (cleansed.Kind, cleansed.Kind == CleansedKind.Dead ? cleansed.Reason : null), $"{kind}: {cleansed.Kind} {cleansed.Reason} {cleansed.Rule} {cleansed.Detail}");
        }
    }

    [Fact]
    public void Good_payments_come_out_with_what_was_paid()
    {
        foreach (var record in SimulationFile.Records(new() { Customers = 1_000, Terminals = 2_000, Radius = 8 }, Busy, 0, 2).Where(record => record.Shipment.Kind == RecordKind.Good))
        {
            var payment = record.Shipment.Payment;
            var transaction = (Transaction)Plan.Sources.Single(source => source.Topic == record.Topic).Execution.Cleanse(record.Value, 1_700_000_000_000).Record!;

            Assert.Equal(($"{payment.Id}", payment.Time, payment.Cents / 100.0), (transaction.Id, transaction.At.ToUnixTimeMilliseconds(), transaction.Amount));
            Assert.Contains(transaction.Category, new[] { "grocery", "fuel", "travel", "online", "other" });
            Assert.NotNull(transaction.Distance);
        }
    }

    [Fact]
    public void Names_are_those_of_the_pipeline()
    {
        VerifyOptions verify = new() { Kafka = new() { BootstrapServers = "x" }, LedgerDirectory = "x", Directory = "x" };
        SimulateOptions simulate = new() { Kafka = new() { BootstrapServers = "x" }, LedgerDirectory = "x" };

        Assert.Equal([Topics.Transactions, Topics.Frauds], Plan.Sources.Select(source => source.Topic));
        Assert.Equal((Plan.Predictions, Plan.Dead, Plan.Events), (verify.Topics.Predictions, verify.Topics.Dead, verify.Topics.Events));
        Assert.Equal(Plan.Predictions, simulate.Predictions);
        Assert.Equal(new Serverless.Durable.Stages.StageOptions().Group, simulate.CleanseGroup);
        Assert.Contains(Plan.Keys[^1].Windows, window => window.Name == verify.Window && window.Aggregates.Any(aggregate => aggregate.Name == verify.WindowCount));
    }
}

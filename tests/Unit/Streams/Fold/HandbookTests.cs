using System.Globalization;
using Serverless.Pipelines.CardFraud;
using Serverless.Streams;
using Serverless.Streams.Fold;
using Serverless.Streams.Outputs;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Streams.Fold;

/// <summary>The Fraud Detection Handbook's inputs, made by the real pipeline through both keys, against pandas.</summary>
public sealed class HandbookTests
{
    private const long Week = 7 * 24 * 3600_000L;
    private const long Bound = 10_001;
    private static readonly string[] Spans = ["1d", "7d", "30d"];
    private readonly PipelinePlan _plan = new CardFraud().Build();
    private readonly string[] _features;

    public HandbookTests() => _features =
    [
        "", "",
        .. Spans.SelectMany(span => new[] { "customer_count_" + span, "customer_mean_" + span }),
        .. Spans.SelectMany(span => new[] { "terminal_count_" + span, "terminal_risk_" + span }),
    ];

    [Theory]
    [InlineData(nameof(RestoreKind.None), 1)]
    [InlineData(nameof(RestoreKind.Snapshot), 97)]
    [InlineData(nameof(RestoreKind.Inline), 31)]
    public void All_transactions_have_the_handbooks_features(string kind, int every)
    {
        var restore = Enum.Parse<RestoreKind>(kind);
        var expected = Oracle.Csv("handbook-features.csv").ToArray();
        var (customers, terminals) = (new ShardDriver(_plan), new ShardDriver(_plan, stage: 1));
        var encoder = new OutputEncoder(_plan, _plan.Keys[0], 0);
        var rows = new RowScorer(_plan);
        var seen = 0;
        foreach (var (time, _, record) in InOrder())
        {
            customers.Progress(time - Bound);
            terminals.Progress(time - Bound);
            if (record is FraudReport report)
            {
                Assert.Empty(terminals.Event(report, report.TerminalId, time));
                continue;
            }

            var transaction = (Transaction)record;
            var folded = customers.Event(transaction, transaction.CustomerId, time);
            var forward = encoder.Forward(customers.Batch, Assert.Single(folded), [.. transaction.TerminalId.Select(digit => (byte)digit)]);
            var arrived = terminals.Apply(new LogRecord
            {
                Topic = forward.Topic,
                Partition = 0,
                Offset = 0,
                Key = forward.Key,
                Value = forward.Value,
                Headers = forward.Headers,
            });
            rows.BeforeModel(terminals.Batch, Assert.Single(arrived));
            Compare(expected[seen], transaction, terminals.Batch.Row(0));
            if (++seen % every == 0)
            {
                customers.Restore(restore);
                terminals.Restore(restore);
            }
        }

        Assert.Equal(expected.Length, seen);
    }

    private static IEnumerable<(long Time, bool IsTransaction, object Record)> InOrder() =>
        Oracle.Csv("handbook-slice.csv").SelectMany(Records).OrderBy(record => (record.Time, record.IsTransaction));

    /// <summary>A transaction, and where it was a fraud the report exactly a week later, before the transactions of that millisecond.</summary>
    private static IEnumerable<(long Time, bool IsTransaction, object Record)> Records(string[] row)
    {
        var time = long.Parse(row[2], CultureInfo.InvariantCulture);
        var at = DateTimeOffset.FromUnixTimeMilliseconds(time);
        yield return (time, true, new Transaction(row[0], row[3], row[4], at, double.Parse(row[5], CultureInfo.InvariantCulture)));
        if (row[8] == "1")
        {
            yield return (time + Week, false, new FraudReport("f" + row[0], row[0], row[4], at, at.AddMilliseconds(Week)));
        }
    }

    private void Compare(string[] expected, Transaction transaction, Span<double> row)
    {
        Assert.Equal(expected[0], transaction.Id);
        var matrix = new float[_plan.Model!.Features.Length];
        _plan.Model.Write(transaction, new Row(row), matrix);
        Assert.Equal(expected[2], Flag("weekend"));
        Assert.Equal(expected[3], Flag("night"));
        for (var index = 2; index < _features.Length; index++)
        {
            var (wanted, actual) = (double.Parse(expected[index + 2], CultureInfo.InvariantCulture), row[SlotOf(_features[index])]);
            Assert.True(Math.Abs(actual - wanted) <= 1e-8 * Math.Abs(wanted), $"transaction {transaction.Id}, {_features[index]}: expected {wanted}, not {actual}");
        }

        string Flag(string name) =>
            matrix[_plan.Model!.Features.Select(feature => feature.Name).ToList().IndexOf(name)].ToString(CultureInfo.InvariantCulture);
    }

    private int SlotOf(string name) =>
        _plan.BeforeModel.FirstOrDefault(step => step.Name == name)?.Slot
        ?? _plan.Keys.SelectMany(key => key.Tracks).SelectMany(track => track.Aggregates).Single(aggregate => aggregate.Name == name).Slot;
}

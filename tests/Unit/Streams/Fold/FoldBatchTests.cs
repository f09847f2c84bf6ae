using System.Reflection;
using Serverless.Streams.Fold;
using Serverless.Streams.Records;
using Serverless.Streams.Windows;

namespace Serverless.Tests.Unit.Streams.Fold;

public sealed class FoldBatchTests
{
    private readonly FoldBatch _batch = new(EventRulesPlan.Make());

    [Fact]
    public void An_output_that_is_used_again_is_empty()
    {
        var output = _batch.NewOutput();
        (output.Kind, output.Offset, output.Slot, output.Watermark, output.Index, output.Row, output.LateBy, output.Routes) = (OutputKind.Late, 1, 2, 3, 4, 5, 6, 7);
        (output.Key, output.Json, output.Prediction) = (new byte[] { 1 }, new byte[] { 2 }, [3]);
        (output.Record, output.Rule, output.Detail, output.Failure, output.IsLate) = (new object(), "rule", "detail", "failure", true);
        output.Cause = new KeyedHeader { Kind = KeyedRecordKind.Event };
        output.Window = default(WindowResult);
        output.InForce = new InForce(null, []);
        var properties = typeof(FoldOutput).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).ToArray();
        var empty = new FoldOutput();
        Assert.All(properties, property => Assert.NotEqual(property.GetValue(empty), property.GetValue(output)));

        _batch.Clear();
        Assert.Same(output, _batch.NewOutput());
        Assert.All(properties, property => Assert.Equal(property.GetValue(empty), property.GetValue(output)));
    }

    [Fact]
    public void Outputs_of_one_run_are_different_ones()
    {
        var outputs = Enumerable.Range(0, 10_000).Select(_ => _batch.NewOutput()).ToHashSet();
        Assert.Equal(10_000, outputs.Count);
        Assert.Equal(10_000, _batch.Outputs.Count);
    }

    [Fact]
    public void What_many_keys_caused_at_once_is_not_held()
    {
        var outputs = Enumerable.Range(0, 10_000).Select(_ => _batch.NewOutput()).ToHashSet();
        _batch.Clear();
        Assert.Empty(_batch.Outputs);
        Assert.Equal(1_024, Enumerable.Range(0, 10_000).Count(_ => outputs.Contains(_batch.NewOutput())));
    }
}

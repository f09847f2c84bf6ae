using Serverless.Streams;

namespace Serverless.Tests.Unit.Streams.Tables;

public sealed class TableProblemTests
{
    [Fact]
    public void Wrong_tables_are_reported_all_at_once()
    {
        var problems = Assert.Throws<PipelineException>(() => new Wrong().Build()).Problems;
        Assert.Equal(
            [
                "Wrong: Table(\"text\"): give the metadata of String from a context: XJson.Default.String.",
                "Wrong: Table(\"Items\"): no name for a table: lower-case letters, digits and '-', a letter first, at most 40 characters.",
                "Wrong: Table(\"twice\") is said twice: keep what the first one returned.",
                "Wrong: Table(\"orders\"): that is the model's name; artifacts have names of their own.",
            ],
            problems.AsEnumerable());
    }

    private sealed class Wrong : Pipeline<Order>
    {
        public Wrong()
        {
            From("orders", TableJson.Default.Order).Unique(o => o.Id, within: Hours(1)).Time(o => o.At, outOfOrder: Seconds(5));
            Table("text", TableJson.Default.String, i => i);
            Table("Items", TableJson.Default.Item, i => i.Id);
            Table("twice", TableJson.Default.Item, i => i.Id);
            Table("twice", TableJson.Default.Item, i => i.Stock);
            Table("orders", TableJson.Default.Item, i => i.Id);
            Score("orders", features => features.Number("one", _ => 1));
        }
    }
}

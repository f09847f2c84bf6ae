using System.Text;
using Serverless.Streams.Plan;
using Serverless.Streams.Tables;

namespace Serverless.Tests.Unit.Streams.Tables;

/// <summary>A table's file may come from anywhere: it is good as a whole, or refused with its first fault.</summary>
public sealed class TableFormatTests
{
    private static readonly TablePlan Table = new Orders().Build().Tables[0];

    [Theory]
    [InlineData("{\"id\":\"a\",\"kind\":\"book\",\"price\":3}\n")]
    [InlineData("{\"id\":\"a\",\"kind\":\"book\",\"price\":\"3\",\"colour\":\"red\"}")]
    [InlineData("{\"id\":\"a\",\"kind\":\"book\",\"price\":3,\"stock\":1}\r\n{\"id\":\"b\",\"kind\":\"toy\",\"price\":4}\r\n")]
    public void Rows_are_read_by_the_rule_of_source_records(string file) => Assert.Equal(file.Count(c => c == '{'), Read(file).Count);

    [Theory]
    [InlineData("", "it has no rows")]
    [InlineData("{\"id\":\"a\",\"kind\":\"book\",\"price\":3}\n{\"id\":\"a\",\"kind\":\"toy\",\"price\":4}", "row 2: its key \"a\" was there before")]
    [InlineData("{\"id\":\"a\",\"kind\":\"book\",\"price\":3}\n\n", "row 2: JSON of Item: empty")]
    [InlineData("{\"id\":\"a\",\"kind\":\"book\"}", "row 1: Item.Price has no default: Price: absent")]
    [InlineData("{\"id\":\"a\",\"kind\":\"book\",\"price\":\"dear\"}", "row 1: JSON of Item: Price: ")]
    [InlineData("{\"id\":\"a\",\"kind\":null,\"price\":3}", "row 1: ")]
    [InlineData("{\"id\":\"\",\"kind\":\"book\",\"price\":3}", "row 1: its key is missing, or longer than 1024 characters")]
    [InlineData("[1,2]", "row 1: ")]
    [InlineData("{\"id\":\"a\"", "row 1: ")]
    public void What_is_no_table_is_refused_with_row_and_reason(string file, string reason) =>
        Assert.StartsWith(reason, Assert.Throws<FormatException>(() => Read(file)).Message, StringComparison.Ordinal);

    [Fact]
    public void Hostile_rows_are_refused()
    {
        var wide = $$"""{"id":"a","kind":"{{new string('x', 70_000)}}","price":3}""";
        Assert.StartsWith("row 1 has 70", Assert.Throws<FormatException>(() => Read(wide)).Message, StringComparison.Ordinal);
        var deep = $$"""{"id":"a","kind":"book","price":3,"more":{{new string('[', 1_000)}}{{new string(']', 1_000)}}}""";
        Assert.StartsWith("row 1: ", Assert.Throws<FormatException>(() => Read(deep)).Message, StringComparison.Ordinal);
        Assert.StartsWith("row 1: ", Assert.Throws<FormatException>(() => Table.Read([(byte)'{', (byte)'"', 0xFF, 0xFE, (byte)'"', (byte)'}'])).Message, StringComparison.Ordinal);
        Assert.Contains("more than 1000000 rows", Assert.Throws<FormatException>(() => Count(new byte[1_000_001])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_plan_names_its_tables_and_its_version_knows_them()
    {
        var plan = new Orders().Build();
        Assert.Equal(("items", typeof(Item), "i => i.Id"), (plan.Tables[0].Name, plan.Tables[0].Row, plan.Tables[0].Key));
        Assert.Equal(["orders", "items"], plan.Artifacts.AsEnumerable());
        var page = plan.Explain();
        Assert.Contains("TABLES", page, StringComparison.Ordinal);
        Assert.Contains("items  Item  by i.Id", page, StringComparison.Ordinal);
        Assert.Contains("row.Find(items, o.Item)?.Kind is \"toy\"", page, StringComparison.Ordinal);
        Assert.Contains(Serverless.Streams.Changes.PlanOutline.Of(plan).Elements, element => element.Name == "table items");
    }

    private static int Count(byte[] file)
    {
        Array.Fill(file, (byte)'\n');
        var lines = new TableLines(file);
        while (lines.TryNext(out _))
        {
        }

        return lines.Number;
    }

    private static TableRows Read(string file) => Table.Read(Encoding.UTF8.GetBytes(file));
}

using Serverless.Local.Cli;

namespace Serverless.Tests.Unit.LocalCli;

public sealed class PlainTableTests
{
    [Fact]
    public void Columns_begin_below_each_other() =>
        Assert.Equal("T\na   long\n--  ----\nxx  1\n\n", PlainTable.Of("T", ["a", "long"], [["xx", "1"]]));

    [Fact]
    public void What_is_too_wide_goes_on_in_a_table_that_repeats_the_first_column()
    {
        var wide = new string('w', 100);
        var text = PlainTable.Of("T", ["id", "b", "c"], [["1", wide, wide]]);
        Assert.Equal(2, text.Split('\n').Count(line => line.StartsWith("id", StringComparison.Ordinal)));
        Assert.Contains("T, continued", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 170));
    }
}

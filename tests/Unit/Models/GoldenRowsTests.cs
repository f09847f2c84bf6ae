using System.Text;
using Serverless.Durable.Ports;
using Serverless.Models;

namespace Serverless.Tests.Unit.Models;

public sealed class GoldenRowsTests
{
    [Fact]
    public void A_missing_feature_is_null()
    {
        var golden = Parse("""{"format":1,"rows":[[1,null]],"scores":[0.5]}""");
        Assert.Equal([1f, null], golden.Rows[0]);
    }

    [Theory]
    [InlineData("""{"format":1,"rows":[],"scores":[]}""", "it has 0 rows")]
    [InlineData("""{"format":1,"rows":[[1,2]],"scores":[]}""", "1 rows and 0 scores")]
    [InlineData("""{"format":1,"rows":[[1,2],[1]],"scores":[0,0]}""", "row 2 is not 2 finite numbers")]
    [InlineData("""{"format":1,"rows":[null],"scores":[0]}""", "row 1")]
    [InlineData("""{"format":1,"rows":[[1,1e39]],"scores":[0]}""", "row 1")]
    [InlineData("""{"format":1,"rows":[[1,2]],"scores":[1e39]}""", "row 1")]
    [InlineData("""{"format":1,"rows":[["1",2]],"scores":[1]}""", "$.rows[0][0]")]
    [InlineData("""{"format":2,"rows":[[1,2]],"scores":[1]}""", "newer")]
    [InlineData("""{"rows":[[1,2]],"scores":[1]}""", "format")]
    public void What_is_wrong_is_refused(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArtifactException>(() => Parse(text)).Message);

    private static GoldenRows Parse(string text) => GoldenRows.Parse(Encoding.UTF8.GetBytes(text), 2, "golden.json");
}

using System.Text;
using Serverless.Durable.Ports;
using Serverless.Models;

namespace Serverless.Tests.Unit.Models;

public sealed class ManifestTests
{
    private static readonly string Good = Encoding.UTF8.GetString(new TestVersion().Manifest().ToUtf8());

    [Fact]
    public void What_is_written_is_read_again()
    {
        var manifest = Parse(Good);
        Assert.Equal(Good, Encoding.UTF8.GetString(manifest.ToUtf8()));
        Assert.Equal(["a", "b", "c"], manifest.Features);
        Assert.Equal(0.9, manifest.Parameters["block"]);
        Assert.Equal([3L, 4, 5], manifest.Histograms["a"].Counts);
    }

    [Fact]
    public void Optional_members_may_be_missing()
    {
        var hash = new string('a', 64);
        var manifest = Parse($$"""{"format":1,"name":"m","version":"1","sha256":"{{hash}}","created":"2025-06-02T10:00:00Z","features":["a"],"outputs":["score"]}""");
        Assert.Empty(manifest.Parameters);
        Assert.Empty(manifest.Metrics);
        Assert.Empty(manifest.Histograms);
        Assert.Null(manifest.Profile);
    }

    [Theory]
    [InlineData("\"metrics\": {\n    \"auc_roc\": 0.87\n  }", "\"metrics\": null", "metrics")]
    [InlineData("\"format\": 1", "\"format\": 2", "newer than this program")]
    [InlineData("\"format\": 1", "\"format\": 0", "its format is 0")]
    [InlineData("\"parameters\"", "\"paramters\"", "paramters")]
    [InlineData("\"version\": \"1\"", "\"version\": \"1\", \"version\": \"2\"", "version")]
    [InlineData("\"version\": \"1\"", "\"version\": null", "version")]
    [InlineData("\"version\": \"1\"", "\"version\": \"../1\"", "not the version of a model")]
    [InlineData("\"version\": \"1\"", "\"version\": \"rollout.json\"", "can't be the version")]
    [InlineData("\"name\": \"card-fraud\"", "\"name\": \"Card\"", "not the name of a model")]
    [InlineData("\"created\": \"2025-06-02T10:00:00+00:00\"", "\"created\": \"yesterday\"", "$.created")]
    [InlineData("\"sha256\": \"", "\"sha256\": \"A", "sha256 is not 64 lower-case hexadecimal digits")]
    [InlineData("\"a\",", "null,", "features has a name that is missing")]
    [InlineData("\"a\",", "\"b\",", "features has \"b\" twice")]
    [InlineData("\"a\",", "\"\\u0007\",", "not printable")]
    [InlineData("\"block\": 0.9", "\"block\": 1e999", "block")]
    [InlineData("\"block\": 0.9", "\"block\": \"0.9\"", "$.parameters.block")]
    [InlineData("2.5", "1", "do not rise")]
    [InlineData("2.5", "2.5, 3", "one count more")]
    [InlineData("3,", "-3,", "negative count")]
    [InlineData("\"histograms\": {\n    \"a\"", "\"histograms\": {\n    \"z\"", "not among the features")]
    public void What_is_wrong_is_refused_in_one_sentence_that_says_where(string good, string bad, string expected)
    {
        var first = Good.IndexOf(good, StringComparison.Ordinal);
        Assert.True(first >= 0, $"{good} is not in {Good}");
        var refusal = Assert.Throws<ArtifactException>(() => Parse(string.Concat(Good.AsSpan(0, first), bad, Good.AsSpan(first + good.Length))));
        Assert.Contains(expected, refusal.Message);
        Assert.True(refusal.IsFatal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"format\":1}")]
    [InlineData("{\"format\":")]
    [InlineData("{\"format\":{\"format\":9}}")]
    [InlineData("\u0000")]
    [InlineData("{} {}")]
    public void What_is_no_manifest_is_refused(string text) => Assert.True(Assert.Throws<ArtifactException>(() => Parse(text)).IsFatal);

    [Fact]
    public void Depth_size_and_counts_are_limited()
    {
        var deep = new string('[', 5000);
        Refused($"{{\"format\":1,\"features\":{deep}");
        Refused(Good.PadRight(ModelManifest.MaxBytes + 1));
        Refused(Good.Replace("\"a\",", string.Concat(Enumerable.Range(0, 5000).Select(i => $"\"f{i}\",")), StringComparison.Ordinal), "allowed are 1 to 4096");
        Refused(Good.Replace("\"a\",", $"\"{new string('x', 129)}\",", StringComparison.Ordinal), "longer than 128 characters");
        Refused(Good.Replace("\"block\"", string.Concat(Enumerable.Range(0, 300).Select(i => $"\"p{i}\":1,")) + "\"block\"", StringComparison.Ordinal), "at most 256");
    }

    [Fact]
    public void Any_cut_or_changed_byte_gives_a_manifest_or_a_refusal()
    {
        var bytes = Encoding.UTF8.GetBytes(Good);
        for (var i = 0; i < bytes.Length; i++)
        {
            AssertClean(bytes.AsMemory(0, i));
            var changed = (byte[])bytes.Clone();
            changed[i] ^= (byte)(1 << (i % 8));
            AssertClean(changed);
        }
    }

    private static void AssertClean(ReadOnlyMemory<byte> content)
    {
        try
        {
            ModelManifest.Parse(content);
        }
        catch (ArtifactException e)
        {
            Assert.True(e.IsFatal);
        }
    }

    private static void Refused(string text, string expected = "") => Assert.Contains(expected, Assert.Throws<ArtifactException>(() => Parse(text)).Message);

    private static ModelManifest Parse(string text) => ModelManifest.Parse(Encoding.UTF8.GetBytes(text));
}

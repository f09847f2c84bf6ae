using System.Text;
using Azure.Storage.Blobs;
using Serverless.Durable.Ports;
using Serverless.Functions;

namespace Serverless.Tests.Integration.Functions;

/// <summary>Histories in blobs, read in ranges of 256 KiB.</summary>
public sealed class BlobLinesTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Lines_come_whole_wherever_a_range_ends()
    {
        var lines = Enumerable.Range(0, 3_000).Select(index => $$"""{"id":"{{index}}","text":"{{new string('x', index % 400)}}"}""").ToList();
        Assert.Equal(lines, await ReadAsync(string.Join('\n', lines) + "\n"));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\n\r\n\n", "")]
    [InlineData("a", "a")]
    [InlineData("a\r\n\nb\r\n", "a,b")]
    [InlineData("a\nb", "a,b")]
    public async Task Empty_lines_are_none_and_the_last_one_needs_no_end(string content, string lines) => Assert.Equal(lines, string.Join(',', await ReadAsync(content)));

    [Fact]
    public async Task A_line_longer_than_a_record_may_be_is_cut_and_stops_nothing()
    {
        var lines = await ReadAsync("first\n" + new string('y', 1_500_000) + "\nlast\n");
        Assert.Equal(["first", "last"], [lines[0], lines[2]]);
        Assert.Equal((1024 * 1024) + 1, lines[1].Length);
    }

    [Fact]
    public async Task A_blob_that_is_gone_is_said()
    {
        var gone = await Assert.ThrowsAsync<LogException>(async () => await new BlobLines(Container().GetBlobClient("none")).ReadAsync(0, default));
        Assert.True(gone.IsFatal);
        Assert.StartsWith("The blob none can't be read: it answered 404", gone.Message, StringComparison.Ordinal);
    }

    private BlobContainerClient Container() => new(azurite.ConnectionString, "histories");

    private async Task<List<string>> ReadAsync(string content)
    {
        await Container().CreateIfNotExistsAsync();
        var blob = Container().GetBlobClient($"{Guid.NewGuid():n}");
        await blob.UploadAsync(BinaryData.FromString(content));
        var (lines, cursor) = (new List<string>(), 0L);
        while (await new BlobLines(blob).ReadAsync(cursor, default) is { Count: > 0 } records)
        {
            lines.AddRange(records.Select(record => Encoding.UTF8.GetString(record.Value.Span)));
            cursor = records[^1].Next;
        }

        Assert.InRange(cursor, 0, Encoding.UTF8.GetByteCount(content));
        return lines;
    }
}

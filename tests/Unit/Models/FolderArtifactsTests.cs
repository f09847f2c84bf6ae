using System.Text;
using Serverless.Durable.Ports;
using Serverless.Models;

namespace Serverless.Tests.Unit.Models;

public sealed class FolderArtifactsTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FolderArtifacts _store;

    public FolderArtifactsTests() => _store = new FolderArtifacts(_folder["store"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_not_there_is_null_and_lists_as_nothing()
    {
        Assert.Null(await _store.ReadAsync("a/b", 100, default));
        Assert.Empty(await _store.ListAsync("", default));
        Assert.Empty(await _store.ListAsync("a", default));
    }

    [Fact]
    public async Task A_new_file_is_written_once()
    {
        Assert.True(await _store.CreateAsync("a/b.json", Bytes("one"), default));
        Assert.False(await _store.CreateAsync("a/b.json", Bytes("two"), default));
        Assert.Equal("one", await TextAsync("a/b.json"));
    }

    [Fact]
    public async Task Of_many_who_create_the_same_file_one_succeeds()
    {
        var created = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => _store.CreateAsync("x", Bytes($"{i}"), default).AsTask())));
        Assert.Single(created, true);
    }

    [Fact]
    public async Task A_file_is_replaced_under_its_etag_only()
    {
        await _store.CreateAsync("r", Bytes("one"), default);
        var etag = (await _store.ReadAsync("r", 10, default))!.Value.ETag;
        Assert.False(await _store.ReplaceAsync("r", Bytes("two"), "another", default));
        Assert.False(await _store.ReplaceAsync("r", Bytes("two"), null, default));
        Assert.False(await _store.ReplaceAsync("missing", Bytes("two"), etag, default));
        Assert.True(await _store.ReplaceAsync("r", Bytes("two"), etag, default));
        Assert.False(await _store.ReplaceAsync("r", Bytes("three"), etag, default));
        Assert.Equal("two", await TextAsync("r"));
    }

    [Fact]
    public async Task Of_many_who_replace_under_one_etag_one_succeeds()
    {
        await _store.CreateAsync("r", Bytes("start"), default);
        var etag = (await _store.ReadAsync("r", 10, default))!.Value.ETag;
        var replaced = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            Task.Run(() => new FolderArtifacts(_folder["store"]).ReplaceAsync("r", Bytes($"{i}"), etag, default).AsTask())));
        Assert.Single(replaced, true);
    }

    [Fact]
    public async Task Too_large_a_file_is_refused()
    {
        await _store.CreateAsync("big", new byte[101], default);
        var refusal = await Assert.ThrowsAsync<ArtifactException>(() => _store.ReadAsync("big", 100, default).AsTask());
        Assert.Equal("big has 101 bytes; at most 100 are allowed.", refusal.Message);
        Assert.True(refusal.IsFatal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("/etc/hosts")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\\b")]
    [InlineData("A")]
    [InlineData("a\0b")]
    [InlineData(".hidden")]
    public async Task No_name_leads_out_of_the_folder(string name)
    {
        await Assert.ThrowsAsync<ArtifactException>(() => _store.ReadAsync(name, 100, default).AsTask());
        await Assert.ThrowsAsync<ArtifactException>(() => _store.CreateAsync(name, Bytes("x"), default).AsTask());
        await Assert.ThrowsAsync<ArtifactException>(() => _store.ReplaceAsync(name, Bytes("x"), "e", default).AsTask());
    }

    [Fact]
    public async Task Symbolic_links_are_neither_followed_nor_listed()
    {
        Directory.CreateDirectory(_folder["outside"]);
        await File.WriteAllTextAsync(_folder["outside", "secret"], "secret");
        await _store.CreateAsync("model/own", Bytes("own"), default);
        Directory.CreateSymbolicLink(_folder["store", "model", "way"], _folder["outside"]);
        File.CreateSymbolicLink(_folder["store", "model", "link"], _folder["outside", "secret"]);

        Assert.Equal(["model/own"], await _store.ListAsync("model", default));
        foreach (var name in (string[])["model/way/secret", "model/link"])
        {
            var refusal = await Assert.ThrowsAsync<ArtifactException>(() => _store.ReadAsync(name, 100, default).AsTask());
            Assert.Contains("symbolic link", refusal.Message);
        }

        await Assert.ThrowsAsync<ArtifactException>(() => _store.CreateAsync("model/way/new", Bytes("x"), default).AsTask());
        Assert.Equal(["secret"], Directory.GetFileSystemEntries(_folder["outside"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Names_are_listed_sorted_without_temporary_files()
    {
        foreach (var name in (string[])["m/10/x", "m/2/x", "m/2/a", "other/x"])
            await _store.CreateAsync(name, Bytes("1"), default);
        await _store.ReplaceAsync("m/2/x", Bytes("2"), (await _store.ReadAsync("m/2/x", 10, default))!.Value.ETag, default);
        await File.WriteAllTextAsync(_folder["store", "m", "2", ".x.left-over"], "half");

        Assert.Equal(["m/10/x", "m/2/a", "m/2/x"], await _store.ListAsync("m", default));
        Assert.Equal(["m/10/x", "m/2/a", "m/2/x", "other/x"], await _store.ListAsync("", default));
    }

    [Fact]
    public async Task A_file_in_place_of_a_folder_is_one_sentence()
    {
        await File.WriteAllTextAsync(_folder["file"], "x");
        Assert.Contains("is a file", Assert.Throws<ArtifactException>(() => new FolderArtifacts(_folder["file"])).Message);
        await _store.CreateAsync("a", Bytes("x"), default);
        var failure = await Assert.ThrowsAsync<ArtifactException>(() => _store.CreateAsync("a/b", Bytes("x"), default).AsTask());
        Assert.StartsWith("The artifact store can't write a/b: ", failure.Message);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private async Task<string> TextAsync(string name) => Encoding.UTF8.GetString((await _store.ReadAsync(name, 100, default))!.Value.Content.Span);
}

using System.Text;
using Serverless.Durable.Ports;
using Serverless.Models;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Tests.Unit.Streams.Tables;

namespace Serverless.Tests.Unit.Models;

/// <summary>Versions of a reference table: pushed, put in force, refused.</summary>
public sealed class TableCatalogTests : IDisposable
{
    private const string Row = """{"id":"a","kind":"book","price":3}""";
    private static readonly TablePlan Items = new Orders().Build().Tables[0];
    private readonly TestFolder _folder = new();
    private readonly CountingArtifacts _artifacts;
    private readonly TableStore _tables;
    private readonly ModelStore _store;
    private readonly ModelCatalog _catalog;

    public TableCatalogTests()
    {
        _artifacts = new CountingArtifacts(new FolderArtifacts(_folder["store"]));
        _tables = new TableStore(_artifacts, TimeProvider.System);
        _store = new ModelStore(_artifacts);
        _catalog = new ModelCatalog(_artifacts, [], tables: [Items]);
    }

    public void Dispose()
    {
        _catalog.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_version_is_pushed_once_put_in_force_and_rolled_back_as_a_models_is()
    {
        var first = await PushAsync("1", Row);
        Assert.Equal(("items", "1", 1), (first.Name, first.Version, first.Rows));
        Assert.Equal(first, await PushAsync("1", Row));
        Assert.Contains("with other rows", (await Assert.ThrowsAsync<ArtifactException>(() => PushAsync("1", Row.Replace('3', '4')))).Message, StringComparison.Ordinal);
        await PushAsync("2", Row + "\n" + Row.Replace("\"a\"", "\"b\"", StringComparison.Ordinal));

        Assert.Equal(1, (await _store.ActivateAsync("items", "1", default)).Revision);
        var one = Assert.Single(await _catalog.RolloutAsync(default));
        Assert.Equal(("items", 1L, "1", first.Sha256), (one.Artifact, one.Revision, one.Version, one.Sha256));
        Assert.Equal(1, (await _catalog.LoadTableAsync(one, default)).Count);

        await _store.ActivateAsync("items", "2", default);
        var two = Assert.Single(await _catalog.RolloutAsync(default));
        Assert.Equal(2, (await _catalog.LoadTableAsync(two, default)).Count);
        Assert.Equal(1, (await _catalog.LoadTableAsync(one, default)).Count);
        Assert.Equal(("1", 3L), ((await _store.RollbackAsync("items", default)).Stable, Assert.Single(await _catalog.RolloutAsync(default)).Revision));
        Assert.Equal([("1", ModelRole.Stable), ("2", ModelRole.None)], (await _tables.ListAsync(default)).Select(version => (version.Version, version.Role)));
        Assert.Empty(await _store.ListAsync(default));

        _artifacts.Reads = 0;
        await _catalog.RolloutAsync(default);
        await _catalog.LoadTableAsync(two, default);
        Assert.Equal(1, _artifacts.Reads);
    }

    [Theory]
    [InlineData("rows.jsonl", "{\"id\":\"a\",\"kind\":\"book\",\"price\":9}\n", "items 2 is refused: items/2/rows.jsonl has the SHA-256 ")]
    [InlineData("rows.jsonl", null, "items/2/rows.jsonl is missing.")]
    [InlineData("table.json", "{\"format\":1", "items/2/table.json is refused")]
    [InlineData("table.json", "{\"format\":2}", "items/2/table.json has the format 2, which is newer than this program, which reads up to 1.")]
    [InlineData("table.json", null, "There is no version 2 of items in the artifact store (items/2/table.json is missing).")]
    public async Task A_version_that_is_not_whole_is_refused_and_the_one_before_stays(string file, string? content, string reason)
    {
        await PushAsync("1", Row);
        await PushAsync("2", Row.Replace('3', '4'));
        await _store.ActivateAsync("items", "1", default);
        var before = Assert.Single(await _catalog.RolloutAsync(default));
        await _store.ActivateAsync("items", "2", default);

        var path = Path.Combine(_folder["store"], "items", "2", file);
        File.Delete(path);
        if (content is not null)
            await File.WriteAllTextAsync(path, content);
        Assert.Equal(before, Assert.Single(await _catalog.RolloutAsync(default)));
        Assert.StartsWith(reason, Assert.Single(_catalog.Refusals).Reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArtifactException>(() => _store.ActivateAsync("items", "2", default).AsTask());
    }

    [Fact]
    public async Task Rows_that_the_pipeline_can_not_read_are_refused_where_they_are_pushed_and_where_they_are_used()
    {
        Assert.Equal(
            "items 1 is refused: row 1: Item.Price has no default: Price: absent.",
            (await Assert.ThrowsAsync<ArtifactException>(() => PushAsync("1", """{"id":"a","kind":"book"}"""))).Message);
        Assert.Contains("at most 1,024 are allowed", (await Assert.ThrowsAsync<ArtifactException>(async () =>
            await new TableStore(_artifacts, TimeProvider.System, new ModelSettings { MaxTableBytes = 1024 }).PushAsync(Items, "1", new byte[1025], default))).Message, StringComparison.Ordinal);
        await PushAsync("1", Row);
        await _store.ActivateAsync("items", "1", default);

        // What another program has put there, hash and manifest in order.
        var rows = Encoding.UTF8.GetBytes(Row + "\n" + Row);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(rows));
        var manifest = $$"""{"format":1,"name":"items","version":"2","sha256":"{{hash}}","rows":2,"created":"2025-01-01T00:00:00Z"}""";
        await _artifacts.CreateAsync("items/2/rows.jsonl", rows, default);
        await _artifacts.CreateAsync("items/2/table.json", Encoding.UTF8.GetBytes(manifest), default);
        await _catalog.RolloutAsync(default);
        await _store.ActivateAsync("items", "2", default);
        Assert.Equal("1", Assert.Single(await _catalog.RolloutAsync(default)).Version);
        Assert.Equal("items 2 is refused: row 2: its key \"a\" was there before.", Assert.Single(_catalog.Refusals).Reason);
    }

    [Fact]
    public async Task Only_the_bytes_that_were_activated_are_loaded()
    {
        var manifest = await PushAsync("1", Row);
        var activation = new Activation("items", 1, "1", manifest.Sha256);
        Assert.Contains("other bytes", (await Assert.ThrowsAsync<ArtifactException>(() => LoadAsync(activation with { Sha256 = new string('a', 64) }))).Message, StringComparison.Ordinal);
        Assert.Contains("no table of this pipeline", (await Assert.ThrowsAsync<ArtifactException>(() => LoadAsync(activation with { Artifact = "things" }))).Message, StringComparison.Ordinal);
        Assert.Same(await _catalog.LoadTableAsync(activation, default), await _catalog.LoadTableAsync(activation with { Revision = 9 }, default));
        Assert.Contains("activate one", (await Assert.ThrowsAsync<ArtifactException>(async () => await _catalog.RolloutAsync(default))).Message, StringComparison.Ordinal);
    }

    private async Task LoadAsync(Activation activation) => await _catalog.LoadTableAsync(activation, default);

    private async Task<TableManifest> PushAsync(string version, string rows) => await _tables.PushAsync(Items, version, Encoding.UTF8.GetBytes(rows), default);
}

using System.Text;
using System.Text.RegularExpressions;
using Serverless.Durable.Ports;
using Serverless.Local.Emulators;
using Serverless.Models;
using Serverless.Tests.Unit.Models;

namespace Serverless.Tests.Integration.Models;

public sealed class BlobArtifactsTests : IClassFixture<BlobArtifactsTests.Server>
{
    private readonly string _connection;
    private readonly string _container = $"test-{Guid.NewGuid():N}";
    private readonly BlobArtifacts _store;

    public BlobArtifactsTests(Server server)
    {
        _connection = server.Azurite.ConnectionString;
        _store = Open(_connection);
    }

    [Fact]
    public async Task Without_a_container_there_is_nothing_and_the_first_write_makes_it()
    {
        Assert.Null(await _store.ReadAsync("a/b", 100, default));
        Assert.Empty(await _store.ListAsync("", default));
        Assert.False(await _store.ReplaceAsync("a/b", Bytes("x"), "\"0x1\"", default));
        Assert.True(await _store.CreateAsync("a/b", Bytes("one"), default));
        Assert.False(await _store.CreateAsync("a/b", Bytes("two"), default));
        Assert.Equal("one", await TextAsync("a/b"));
    }

    [Fact]
    public async Task A_file_is_replaced_under_its_etag_only()
    {
        Assert.True(await _store.ReplaceAsync("r", Bytes("one"), null, default));
        Assert.False(await _store.ReplaceAsync("r", Bytes("two"), null, default));
        var first = (await _store.ReadAsync("r", 10, default))!.Value;
        Assert.True(await _store.ReplaceAsync("r", Bytes("two"), first.ETag, default));
        Assert.False(await _store.ReplaceAsync("r", Bytes("three"), first.ETag, default));
        Assert.Equal("two", await TextAsync("r"));
    }

    [Fact]
    public async Task An_unchanged_file_is_read_again_without_its_content_and_a_changed_one_with_it()
    {
        await _store.CreateAsync("r", Bytes("one"), default);
        var first = (await _store.ReadAsync("r", 10, default))!.Value;
        Assert.Equal(first, (await _store.ReadAsync("r", 10, default))!.Value);

        var other = Open(_connection);
        Assert.True(await other.ReplaceAsync("r", Bytes("two"), first.ETag, default));
        Assert.Equal("two", await TextAsync("r"));
    }

    [Fact]
    public async Task Names_are_listed_and_sizes_limited()
    {
        foreach (var name in (string[])["m/10/x", "m/2/x", "mm/x"])
            await _store.CreateAsync(name, new byte[101], default);
        Assert.Equal(["m/10/x", "m/2/x"], await _store.ListAsync("m", default));
        Assert.Equal(["m/10/x", "m/2/x", "mm/x"], await _store.ListAsync("", default));
        var refusal = await Assert.ThrowsAsync<ArtifactException>(() => _store.ReadAsync("mm/x", 100, default).AsTask());
        Assert.Equal("mm/x has 101 bytes; at most 100 are allowed.", refusal.Message);
        await Assert.ThrowsAsync<ArtifactException>(() => _store.ReadAsync("../x", 100, default).AsTask());
    }

    [Fact]
    public async Task A_large_file_comes_back_whole()
    {
        var content = new byte[5_000_000];
        new Random(1).NextBytes(content);
        await _store.CreateAsync("large", content, default);
        Assert.Equal(content, (await _store.ReadAsync("large", content.Length, default))!.Value.Content.ToArray());
    }

    [Fact]
    public async Task A_model_is_pushed_activated_swapped_and_refused()
    {
        using var folder = new TestFolder();
        var store = new ModelStore(_store);
        await store.PushAsync(new TestVersion().Write(folder["v1"]), default);
        await store.PushAsync(new TestVersion { Version = "2" }.Write(folder["v2"]), default);
        await store.ActivateAsync("card-fraud", "1", default);
        using var catalog = new ModelCatalog(_store, [TestVersion.Expected]);
        Assert.Equal("1", Assert.Single(await catalog.RolloutAsync(default)).Version);

        await store.ActivateAsync("card-fraud", "2", default);
        var second = Assert.Single(await catalog.RolloutAsync(default));
        Assert.Equal((2, "2"), (second.Revision, second.Version));
        using var scorer = (await catalog.LoadAsync(second, default)).NewScorer();
        new float[] { 1, 2, 3 }.CopyTo(scorer.Rows(1));
        Assert.Equal(TestVersion.Score([1, 2, 3]), (await scorer.RunAsync(1, default)).Span[0], 1e-5);

        await store.PushAsync(new TestVersion { Version = "3", Features = ["a", "b", "x"] }.Write(folder["v3"]), default);
        await store.ActivateAsync("card-fraud", "3", default);
        Assert.Equal(second, Assert.Single(await catalog.RolloutAsync(default)));
        Assert.Equal("card-fraud 3 is refused: its feature 3 is \"x\", where the pipeline writes \"c\".", Assert.Single(catalog.Refusals).Reason);
        Assert.Equal((4, "2"), await RolledBackAsync(store));
        Assert.Equal(4, Assert.Single(await catalog.RolloutAsync(default)).Revision);
    }

    [Fact]
    public async Task A_store_out_of_reach_is_one_sentence_without_keys()
    {
        // Port 1 of this machine: nobody listens there.
        var gone = Open(Regex.Replace(_connection, @"127\.0\.0\.1:\d+", "127.0.0.1:1"));
        var failure = await Assert.ThrowsAsync<ArtifactException>(() => gone.ReadAsync("a", 100, default).AsTask());
        Assert.StartsWith("The artifact store http://127.0.0.1:", failure.Message);
        Assert.DoesNotContain("Key", failure.Message);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.False(failure.IsFatal);
    }

    [Fact]
    public async Task A_refused_key_is_one_sentence()
    {
        var wrong = _connection.Replace("AccountKey=E", "AccountKey=F", StringComparison.Ordinal);
        var failure = await Assert.ThrowsAsync<ArtifactException>(() => Open(wrong).ReadAsync("a", 100, default).AsTask());
        Assert.Contains("can't read a: access is refused (AuthorizationFailure).", failure.Message);
    }

    private static async Task<(long Revision, string Stable)> RolledBackAsync(ModelStore store)
    {
        var rollout = await store.RollbackAsync("card-fraud", default);
        return (rollout.Revision, rollout.Stable);
    }

    private BlobArtifacts Open(string connection) => BlobArtifacts.WithConnectionString(connection, _container);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private async Task<string> TextAsync(string name) => Encoding.UTF8.GetString((await _store.ReadAsync(name, 100, default))!.Value.Content.Span);

    public sealed class Server : IAsyncLifetime
    {
        public AzuriteServer Azurite { get; private set; } = null!;

        public async Task InitializeAsync() => Azurite = await AzuriteServer.StartAsync(new AzuriteOptions());

        public async Task DisposeAsync() => await Azurite.DisposeAsync();
    }
}

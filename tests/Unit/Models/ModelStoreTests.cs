using Serverless.Durable.Ports;
using Serverless.Models;

namespace Serverless.Tests.Unit.Models;

public sealed class ModelStoreTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FolderArtifacts _artifacts;
    private readonly ModelStore _store;

    public ModelStoreTests()
    {
        _artifacts = new FolderArtifacts(_folder["store"]);
        _store = new ModelStore(_artifacts);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_pushed_version_lies_in_the_store_and_pushing_it_again_changes_nothing()
    {
        var version = new TestVersion().Write(_folder["v1"]);
        Assert.Equal("1", (await _store.PushAsync(version, default)).Version);
        Assert.Equal(["card-fraud/1/golden.json", "card-fraud/1/manifest.json", "card-fraud/1/model.onnx"], await _artifacts.ListAsync("", default));
        await _store.PushAsync(version, default);
    }

    [Fact]
    public async Task A_version_never_changes()
    {
        await _store.PushAsync(new TestVersion().Write(_folder["v1"]), default);
        var other = new TestVersion { Parameters = new() { ["block"] = 0.8 } }.Write(_folder["other"]);
        await RefusedAsync(other, "card-fraud 1 is in the store already with other content; versions never change, so give this one another name.");
    }

    [Fact]
    public async Task What_a_push_left_that_was_cut_short_is_replaced()
    {
        await _artifacts.CreateAsync("card-fraud/1/model.onnx", "half"u8.ToArray(), default);
        await _store.PushAsync(new TestVersion().Write(_folder["v1"]), default);
        Assert.Equal("1", (await _store.ActivateAsync("card-fraud", "1", default)).Stable);
    }

    [Fact]
    public async Task What_does_not_score_as_its_trainer_did_is_not_pushed()
    {
        await RefusedAsync(new TestVersion { GoldenError = 0.001 }.Write(_folder["a"]), "golden row 1 scores ");
        await RefusedAsync(new TestVersion { Onnx = "batch-dependent" }.Write(_folder["b"]), "golden row");
        await RefusedAsync(new TestVersion { Onnx = "double" }.Write(_folder["c"]), "only float32 tensors");
        await RefusedAsync(_folder["nowhere"], "There is no folder ");
        Assert.Empty(await _artifacts.ListAsync("", default));
        await _store.PushAsync(new TestVersion { GoldenError = 0.00009 }.Write(_folder["d"]), default);
    }

    [Theory]
    [InlineData("model.onnx", "has the SHA-256 ")]
    [InlineData("golden.json", "golden.json is refused")]
    [InlineData("manifest.json", "manifest.json is refused")]
    public async Task A_damaged_file_is_refused(string file, string expected)
    {
        var version = new TestVersion().Write(_folder["v1"]);
        await File.WriteAllTextAsync(Path.Combine(version, file), "damaged");
        await RefusedAsync(version, expected);
        File.Delete(Path.Combine(version, file));
        await RefusedAsync(version, $"{file} is missing.");
    }

    [Fact]
    public async Task Too_large_a_model_is_refused()
    {
        var version = new TestVersion().Write(_folder["v1"]);
        await File.WriteAllBytesAsync(Path.Combine(version, "model.onnx"), new byte[2000]);
        var small = new ModelStore(_artifacts, new ModelSettings { MaxModelBytes = 1024 });
        var refusal = await Assert.ThrowsAsync<ArtifactException>(() => small.PushAsync(version, default).AsTask());
        Assert.Equal($"{version}: model.onnx has 2,000 bytes; at most 1,024 are allowed.", refusal.Message);
    }

    [Fact]
    public async Task Activations_raise_the_revision_and_can_be_rolled_back()
    {
        await PushAsync("1", "2");
        Assert.Equal((1, "1"), Of(await _store.ActivateAsync("card-fraud", "1", default)));
        await Assert.ThrowsAsync<ArtifactException>(() => _store.RollbackAsync("card-fraud", default).AsTask());
        Assert.Equal((2, "2"), Of(await _store.ActivateAsync("card-fraud", "2", default)));
        Assert.Equal((2, "2"), Of(await _store.ActivateAsync("card-fraud", "2", default)));
        Assert.Equal((3, "1"), Of(await _store.RollbackAsync("card-fraud", default)));
        Assert.Equal((4, "2"), Of(await _store.RollbackAsync("card-fraud", default)));
    }

    [Fact]
    public async Task Every_one_of_many_changes_at_once_gets_a_revision_of_its_own()
    {
        var versions = Enumerable.Range(1, 6).Select(i => $"{i}").ToArray();
        await PushAsync(versions);
        var rollouts = await Task.WhenAll(versions.Select(version => Task.Run(() => _store.ActivateAsync("card-fraud", version, default).AsTask())));
        Assert.Equal([1L, 2, 3, 4, 5, 6], rollouts.Select(rollout => rollout.Revision).Order());
    }

    [Fact]
    public async Task What_is_missing_or_damaged_in_the_store_is_not_activated()
    {
        await PushAsync("1", "2");
        await _store.ActivateAsync("card-fraud", "1", default);
        await File.AppendAllTextAsync(_folder["store", "card-fraud", "2", "model.onnx"], "x");

        Assert.Contains("card-fraud 2 is refused: card-fraud/2/model.onnx has the SHA-256 ", await ActivationErrorAsync("2"));
        Assert.Equal("There is no version 3 of card-fraud in the artifact store (card-fraud/3/manifest.json is missing).", await ActivationErrorAsync("3"));
        Assert.Contains("is not the version of a model", await ActivationErrorAsync("../1"));
        Assert.Equal("1", (await _store.ListAsync(default))[0].Rollout!.Stable);
    }

    [Fact]
    public async Task The_list_tells_versions_roles_metrics_and_problems()
    {
        await PushAsync("1", "2", "10");
        await _store.ActivateAsync("card-fraud", "2", default);
        await File.WriteAllTextAsync(_folder["store", "card-fraud", "10", "manifest.json"], "{}");

        var listing = Assert.Single(await _store.ListAsync(default));
        Assert.Equal("card-fraud", listing.Name);
        Assert.Equal(["1", "2", "10"], listing.Versions.Select(version => version.Version));
        Assert.Equal([ModelRole.None, ModelRole.Stable, ModelRole.None], listing.Versions.Select(version => version.Role));
        Assert.Equal(0.87, listing.Versions[0].Manifest!.Metrics["auc_roc"]);
        Assert.Contains("card-fraud/10/manifest.json is refused", listing.Versions[2].Problem);

        await File.WriteAllTextAsync(_folder["store", "card-fraud", "rollout.json"], "{\"revision\":0,\"stable\":\"1\"}");
        listing = Assert.Single(await _store.ListAsync(default));
        Assert.Contains("its revision is 0", listing.Problem);
    }

    private static (long Revision, string Stable) Of(Rollout rollout) => (rollout.Revision, rollout.Stable);

    private async Task PushAsync(params string[] versions)
    {
        foreach (var version in versions)
            await _store.PushAsync(new TestVersion { Version = version }.Write(_folder[$"v{version}"]), default);
    }

    private async Task RefusedAsync(string folder, string expected)
    {
        var refusal = await Assert.ThrowsAsync<ArtifactException>(() => _store.PushAsync(folder, default).AsTask());
        Assert.Contains(expected, refusal.Message);
        Assert.True(refusal.IsFatal);
    }

    private async Task<string> ActivationErrorAsync(string version) =>
        (await Assert.ThrowsAsync<ArtifactException>(() => _store.ActivateAsync("card-fraud", version, default).AsTask())).Message;
}

using Serverless.Durable.Ports;
using Serverless.Models;
using Serverless.Streams.Records;

namespace Serverless.Tests.Unit.Models;

public sealed class ModelCatalogTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly CountingArtifacts _artifacts;
    private readonly ModelStore _store;

    public ModelCatalogTests()
    {
        _artifacts = new CountingArtifacts(new FolderArtifacts(_folder["store"]));
        _store = new ModelStore(_artifacts);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_rollout_is_taken_and_an_unchanged_one_costs_one_read()
    {
        await PushAsync(new(), new() { Version = "2" });
        var first = await _store.ActivateAsync("card-fraud", "1", default);
        using var catalog = Catalog();

        var activation = Assert.Single(await RolloutAsync(catalog));
        Assert.Equal(("card-fraud", first.Revision, "1"), (activation.Artifact, activation.Revision, activation.Version));
        Assert.Equal(new TestVersion().Manifest().Sha256, activation.Sha256);

        _artifacts.Reads = 0;
        Assert.Equal([activation], await RolloutAsync(catalog));
        Assert.Equal(1, _artifacts.Reads);

        await _store.ActivateAsync("card-fraud", "2", default);
        Assert.Equal("2", Assert.Single(await RolloutAsync(catalog)).Version);
        Assert.Empty(catalog.Refusals);
    }

    [Fact]
    public async Task A_loaded_model_scores_and_carries_its_parameters()
    {
        await PushAsync(new TestVersion());
        await _store.ActivateAsync("card-fraud", "1", default);
        using var catalog = Catalog();
        var activation = (await RolloutAsync(catalog))[0];

        _artifacts.Reads = 0;
        var model = await catalog.LoadAsync(activation, default);
        Assert.Equal(0, _artifacts.Reads);
        Assert.Equal(activation, model.Activation);
        Assert.Equal(0.9, model.Parameters["block"]);
        using var scorer = model.NewScorer();
        new float[] { 1, 2, 3 }.CopyTo(scorer.Rows(1));
        Assert.Equal(TestVersion.Score([1, 2, 3]), (await scorer.RunAsync(1, default)).Span[0], 1e-5);
    }

    [Fact]
    public async Task Many_callers_share_one_opening()
    {
        await PushAsync(new TestVersion());
        using var catalog = Catalog();
        var activation = Activation(new TestVersion());
        _artifacts.Reads = 0;
        var models = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => catalog.LoadAsync(activation, default).AsTask())));
        Assert.Single(models.Distinct());
        Assert.Equal(3, _artifacts.Reads);

        var again = await catalog.LoadAsync(activation with { Revision = 9 }, default);
        Assert.Equal(9, again.Activation.Revision);
        Assert.Equal(3, _artifacts.Reads);
    }

    [Theory]
    [InlineData("features", "card-fraud 2 is refused: its feature 2 is \"x\", where the pipeline writes \"b\".")]
    [InlineData("parameters", "card-fraud 2 is refused: its manifest lacks the parameter \"block\", which the pipeline reads.")]
    [InlineData("golden", "card-fraud 2 is refused: golden row 1 scores ")]
    [InlineData("bytes", "card-fraud 2 is refused: card-fraud/2/model.onnx has the SHA-256 ")]
    [InlineData("missing", "There is no version 2 of card-fraud")]
    public async Task A_bad_version_is_refused_once_while_the_old_one_stays(string fault, string reason)
    {
        var bad = new TestVersion
        {
            Version = "2",
            Features = fault == "features" ? ["a", "x", "c"] : ["a", "b", "c"],
            Parameters = fault == "parameters" ? [] : new() { ["block"] = 0.5 },
            GoldenError = fault == "golden" ? 0.01 : 0,
        };
        await PushAsync(new TestVersion());
        await _store.ActivateAsync("card-fraud", "1", default);
        using var catalog = Catalog();
        var good = await RolloutAsync(catalog);

        if (fault != "missing")
            bad.Write(_folder["store", "card-fraud", "2"]);
        if (fault == "bytes")
            await File.AppendAllTextAsync(_folder["store", "card-fraud", "2", "model.onnx"], "x");
        await WriteRolloutAsync("""{"revision":2,"stable":"2"}""");
        Assert.Equal(good, await RolloutAsync(catalog));
        var refusal = Assert.Single(catalog.Refusals);
        Assert.Equal(("card-fraud", 2L, "2"), (refusal.Model, refusal.Revision, refusal.Version));
        Assert.StartsWith(reason, refusal.Reason);

        _artifacts.Reads = 0;
        Assert.Equal(good, await RolloutAsync(catalog));
        Assert.Equal(1, _artifacts.Reads);

        await WriteRolloutAsync("""{"revision":3,"stable":"1"}""");
        Assert.Equal((3, "1"), Of(Assert.Single(await RolloutAsync(catalog))));
        Assert.Empty(catalog.Refusals);
    }

    [Theory]
    [InlineData("""{"revision":1,"stable":"1"}""", "its revision 1 is not above 2")]
    [InlineData("""{"revision":2,"stable":"1"}""", "its revision 2 is not above 2")]
    [InlineData("""{"revision":3,"stable":"../2"}""", "is not the version of a model")]
    [InlineData("""{"revision":3,"stable":"2","percent":101}""", "percent is 101")]
    [InlineData("""{"revision":3,"stabel":"2"}""", "stabel")]
    [InlineData("half", "rollout.json is refused")]
    public async Task A_rollout_that_goes_back_or_is_damaged_is_refused(string text, string reason)
    {
        await PushAsync(new(), new() { Version = "2" });
        await WriteRolloutAsync("""{"revision":2,"stable":"2"}""");
        using var catalog = Catalog();
        var good = await RolloutAsync(catalog);
        await WriteRolloutAsync(text);
        Assert.Equal(good, await RolloutAsync(catalog));
        Assert.Contains(reason, Assert.Single(catalog.Refusals).Reason);

        await WriteRolloutAsync(new string(' ', 20_000));
        Assert.Equal(good, await RolloutAsync(catalog));
        Assert.Contains("at most 16,384 are allowed", Assert.Single(catalog.Refusals).Reason);

        File.Delete(_folder["store", "card-fraud", "rollout.json"]);
        Assert.Equal(good, await RolloutAsync(catalog));
        Assert.Contains("No version of card-fraud is active", Assert.Single(catalog.Refusals).Reason);
    }

    [Fact]
    public async Task Without_any_good_version_a_fresh_start_ends_with_the_reason()
    {
        using var catalog = Catalog();
        Assert.Contains("No version of card-fraud is active", await FatalAsync(catalog));
        new TestVersion { GoldenError = 1 }.Write(_folder["store", "card-fraud", "1"]);
        await WriteRolloutAsync("""{"revision":1,"stable":"1"}""");
        Assert.Contains("golden row 1", await FatalAsync(catalog));
        Assert.Contains("golden row 1", await FatalAsync(catalog));
        Assert.Single(catalog.Refusals);
    }

    [Fact]
    public async Task After_a_restart_a_refused_version_leaves_the_log_s_own_in_force()
    {
        await PushAsync(new TestVersion());
        new TestVersion { Version = "2", GoldenError = 1 }.Write(_folder["store", "card-fraud", "2"]);
        await WriteRolloutAsync("""{"revision":2,"stable":"2"}""");
        using var catalog = Catalog();
        Assert.Empty(await RolloutAsync(catalog));
        Assert.Equal("2", Assert.Single(catalog.Refusals).Version);
        Assert.Equal("1", (await catalog.LoadAsync(Activation(new TestVersion()), default)).Activation.Version);
    }

    [Fact]
    public async Task A_store_out_of_reach_is_no_refusal()
    {
        await PushAsync(new(), new() { Version = "2" });
        await _store.ActivateAsync("card-fraud", "1", default);
        using var catalog = Catalog();
        await RolloutAsync(catalog);
        await _store.ActivateAsync("card-fraud", "2", default);

        _artifacts.FailsFor = "card-fraud/2/model.onnx";
        var failure = await Assert.ThrowsAsync<ArtifactException>(() => RolloutAsync(catalog));
        Assert.False(failure.IsFatal);
        Assert.Empty(catalog.Refusals);
        _artifacts.FailsFor = null;
        Assert.Equal("2", Assert.Single(await RolloutAsync(catalog)).Version);
    }

    [Fact]
    public async Task Only_the_bytes_that_were_activated_are_loaded()
    {
        await PushAsync(new TestVersion());
        using var catalog = Catalog();
        var activation = Activation(new TestVersion());
        await LoadRefusedAsync(catalog, activation with { Sha256 = new string('0', 64) }, "the store has other bytes");
        await LoadRefusedAsync(catalog, activation with { Version = "7" }, "There is no version 7");
        await LoadRefusedAsync(catalog, activation with { Artifact = "other" }, "\"other\" is no model of this pipeline.");
        Assert.NotNull(await catalog.LoadAsync(activation, default));
    }

    [Fact]
    public async Task Who_stops_waiting_does_not_stop_the_others()
    {
        await PushAsync(new TestVersion());
        using var catalog = Catalog();
        _artifacts.Gate = new TaskCompletionSource();
        using var impatient = new CancellationTokenSource();
        var first = catalog.LoadAsync(Activation(new TestVersion()), impatient.Token).AsTask();
        var second = catalog.LoadAsync(Activation(new TestVersion()), default).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _artifacts.Gate.SetResult();
        Assert.Equal("1", (await second).Activation.Version);
    }

    [Fact]
    public async Task Versions_that_were_let_go_of_are_opened_again()
    {
        TestVersion[] versions = [new(), new() { Version = "2" }, new() { Version = "3" }];
        await PushAsync(versions);
        using var catalog = new ModelCatalog(_artifacts, [TestVersion.Expected], new ModelSettings { KeepVersions = 2 });
        var scorer = (await catalog.LoadAsync(Activation(versions[0]), default)).NewScorer();
        await catalog.LoadAsync(Activation(versions[1]), default);
        await catalog.LoadAsync(Activation(versions[2]), default);
        _artifacts.Reads = 0;
        await catalog.LoadAsync(Activation(versions[2]), default);
        Assert.Equal(0, _artifacts.Reads);
        await catalog.LoadAsync(Activation(versions[0]), default);
        Assert.Equal(3, _artifacts.Reads);
        using (scorer)
        {
            scorer.Rows(1).Span.Clear();
            Assert.Equal(TestVersion.Score([0, 0, 0]), (await scorer.RunAsync(1, default)).Span[0], 1e-5);
        }
    }

    [Fact]
    public async Task A_closed_catalog_loads_nothing_but_lets_scorers_finish()
    {
        await PushAsync(new TestVersion());
        var catalog = Catalog();
        using var scorer = (await catalog.LoadAsync(Activation(new TestVersion()), default)).NewScorer();
        catalog.Dispose();
        catalog.Dispose();
        scorer.Rows(1).Span.Clear();
        Assert.Equal(1, (await scorer.RunAsync(1, default)).Length);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => catalog.LoadAsync(Activation(new TestVersion()), default).AsTask());
    }

    private static Activation Activation(TestVersion version) => new("card-fraud", 1, version.Version, version.Manifest().Sha256);

    private static (long Revision, string Version) Of(Activation activation) => (activation.Revision, activation.Version);

    private static async Task<List<Activation>> RolloutAsync(ModelCatalog catalog) => [.. await catalog.RolloutAsync(default)];

    private static async Task LoadRefusedAsync(ModelCatalog catalog, Activation activation, string expected)
    {
        var refusal = await Assert.ThrowsAsync<ArtifactException>(() => catalog.LoadAsync(activation, default).AsTask());
        Assert.Contains(expected, refusal.Message);
        Assert.True(refusal.IsFatal);
    }

    private static async Task<string> FatalAsync(ModelCatalog catalog)
    {
        var failure = await Assert.ThrowsAsync<ArtifactException>(() => RolloutAsync(catalog));
        Assert.True(failure.IsFatal);
        return failure.Message;
    }

    private ModelCatalog Catalog() => new(_artifacts, [TestVersion.Expected]);

    private async Task WriteRolloutAsync(string text)
    {
        Directory.CreateDirectory(_folder["store", "card-fraud"]);
        await File.WriteAllTextAsync(_folder["store", "card-fraud", "rollout.json"], text);
    }

    private async Task PushAsync(params TestVersion[] versions)
    {
        foreach (var version in versions)
            await _store.PushAsync(version.Write(_folder[$"v{version.Version}"]), default);
    }
}

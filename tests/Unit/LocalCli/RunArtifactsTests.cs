using Serverless.Local.Cli.Run;
using Serverless.Models;
using Serverless.Pipelines;
using Serverless.Tests.Unit.Models;

namespace Serverless.Tests.Unit.LocalCli;

/// <summary>What a run finds in its store.</summary>
public sealed class RunArtifactsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_versions_are_put_in_force_whatever_else_lies_in_the_store_and_stay_what_they_are_then()
    {
        var plan = PipelineCatalog.Create("web-personalization").Build();
        var artifacts = new FolderArtifacts(_folder["store"]);
        var store = new ModelStore(artifacts);
        await artifacts.CreateAsync("items/broken/table.json", "{"u8.ToArray(), default);
        await RunArtifacts.PrepareAsync(plan, artifacts, default);
        Assert.Equal(("1", "1"), ((await store.RolloutAsync("items", default))!.Stable, (await store.RolloutAsync("next-item", default))!.Stable));

        await store.ActivateAsync("items", "2", default);
        await RunArtifacts.PrepareAsync(plan, artifacts, default);
        Assert.Equal("2", (await store.RolloutAsync("items", default))!.Stable);
    }
}

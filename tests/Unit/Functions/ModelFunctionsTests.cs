using System.Text;
using Microsoft.AspNetCore.Http;
using Serverless.Functions;
using Serverless.Models;
using Serverless.Tests.Unit.Models;
using Serverless.Tests.Unit.Streams.Tables;

namespace Serverless.Tests.Unit.Functions;

/// <summary>The calls about models and reference tables, over a store in a folder.</summary>
public sealed class ModelFunctionsTests : IDisposable
{
    private static readonly HttpRequest Request = new DefaultHttpContext().Request;
    private readonly TestFolder _folder = new();
    private readonly ModelStore _store;
    private readonly TableStore _tables;
    private readonly ModelFunctions _functions;

    public ModelFunctionsTests()
    {
        var artifacts = new FolderArtifacts(_folder["store"]);
        (_store, _tables) = (new ModelStore(artifacts), new TableStore(artifacts, TimeProvider.System));
        _functions = new ModelFunctions(_store, _tables);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_models_versions_are_listed_put_in_force_and_rolled_back()
    {
        await _store.PushAsync(new TestVersion().Write(_folder["v1"]), default);
        await _store.PushAsync(new TestVersion { Version = "2" }.Write(_folder["v2"]), default);
        Assert.Equal(["1 none 0.87", "2 none 0.87"], Lines(await ListAsync("card-fraud"), "auc_roc"));
        await ChangesAsync("card-fraud");
        Assert.Equal(["1 stable 0.87", "2 none 0.87"], Lines(await ListAsync("card-fraud"), "auc_roc"));
    }

    [Fact]
    public async Task A_tables_versions_are_listed_with_their_rows_put_in_force_and_rolled_back()
    {
        var items = new Orders().Build().Tables[0];
        await _tables.PushAsync(items, "1", Encoding.UTF8.GetBytes("""{"id":"a","kind":"book","price":3}"""), default);
        await _tables.PushAsync(items, "2", Encoding.UTF8.GetBytes("""{"id":"a","kind":"book","price":4}"""), default);
        await ChangesAsync("items");
        Assert.Equal(["1 stable 1", "2 none 1"], Lines(await ListAsync("items"), "rows"));
    }

    [Fact]
    public async Task What_is_not_there_is_said()
    {
        Assert.Equal(404, Status(await _functions.ListModel(Request, "nobody", default)));
        Assert.Equal(409, Status(await _functions.ActivateModel(Request, "nobody", "1", default)));
        Assert.Equal(409, Status(await _functions.ActivateModel(Request, "..", "1", default)));
        Assert.Equal(409, Status(await _functions.RollBackModel(Request, "nobody", default)));
    }

    private async Task ChangesAsync(string name)
    {
        Assert.Equal((1, "1"), Changed(await _functions.ActivateModel(Request, name, "1", default)));
        Assert.Equal((2, "2"), Changed(await _functions.ActivateModel(Request, name, "2", default)));
        Assert.Equal((3, "1"), Changed(await _functions.RollBackModel(Request, name, default)));
    }

    private async Task<ModelView> ListAsync(string name) => Assert.IsType<ModelView>(Value(await _functions.ListModel(Request, name, default)));

    private static IEnumerable<string> Lines(ModelView view, string metric) => view.Versions.Select(version => $"{version.Version} {version.Role} {version.Metrics![metric]}");

    private static (long Revision, string Stable) Changed(IResult result)
    {
        var rollout = Assert.IsType<Rollout>(Value(result));
        return (rollout.Revision, rollout.Stable);
    }

    private static object? Value(IResult result) => ((IValueHttpResult)result).Value;

    private static int? Status(IResult result) => ((IStatusCodeHttpResult)result).StatusCode;
}

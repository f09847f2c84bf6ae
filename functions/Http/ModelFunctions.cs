using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Models;

namespace Serverless.Functions;

/// <summary>The versions of a model or a reference table in the store. What is activated here reaches the shards by the Clock, as a record of the log.</summary>
/// <param name="store">The store.</param>
/// <param name="tables">Its tables.</param>
public sealed class ModelFunctions(ModelStore store, TableStore tables)
{
    /// <summary>Lists versions with their roles and metrics; of a table, its number of rows.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The model or table.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    [Function(nameof(ListModel))]
    public Task<IResult> ListModel(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{name}")] HttpRequest request, string name, CancellationToken cancellationToken) =>
        Answers.OfAsync(
            async limit => await ModelView.ReadAsync(store, tables, name, limit).ConfigureAwait(false), "There is no such model or table in the store.", cancellationToken);

    /// <summary>Puts a version in force, once it was checked.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The model or table.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    [Function(nameof(ActivateModel))]
    public Task<IResult> ActivateModel(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "models/{name}/activate/{version}")] HttpRequest request,
        string name,
        string version,
        CancellationToken cancellationToken) =>
        Answers.OfAsync(async limit => await store.ActivateAsync(name, version, limit).ConfigureAwait(false), "", cancellationToken);

    /// <summary>Puts the version in force that was so before.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The model or table.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    [Function(nameof(RollBackModel))]
    public Task<IResult> RollBackModel(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "models/{name}/rollback")] HttpRequest request, string name, CancellationToken cancellationToken) =>
        Answers.OfAsync(async limit => await store.RollbackAsync(name, limit).ConfigureAwait(false), "", cancellationToken);
}

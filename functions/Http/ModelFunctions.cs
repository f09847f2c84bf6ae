using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Models;

namespace Serverless.Functions;

/// <summary>The versions of a model in the store. What is activated here reaches the shards by the Clock, as a record of the log.</summary>
/// <param name="store">The store.</param>
public sealed class ModelFunctions(ModelStore store)
{
    /// <summary>Lists a model's versions with their roles and metrics.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The model.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    [Function(nameof(ListModel))]
    public Task<IResult> ListModel(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "models/{name}")] HttpRequest request, string name, CancellationToken cancellationToken) =>
        Answers.OfAsync(
            async limit => ModelView.Of((await store.ListAsync(limit).ConfigureAwait(false)).FirstOrDefault(model => model.Name == name)), "There is no such model in the store.", cancellationToken);

    /// <summary>Puts a version in force, once it was checked.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The model.</param>
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
    /// <param name="name">The model.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    [Function(nameof(RollBackModel))]
    public Task<IResult> RollBackModel(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "models/{name}/rollback")] HttpRequest request, string name, CancellationToken cancellationToken) =>
        Answers.OfAsync(async limit => await store.RollbackAsync(name, limit).ConfigureAwait(false), "", cancellationToken);
}

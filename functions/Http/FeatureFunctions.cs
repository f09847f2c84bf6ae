using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Serverless.Functions;

/// <summary>What is kept under a key.</summary>
/// <param name="view">Looks at the entities.</param>
public sealed class FeatureFunctions(PipelineView view)
{
    /// <summary>The values of one key as of its shard's checkpoint, which lags behind the stream by up to a minute.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">Reaches the entities.</param>
    /// <param name="stage">The key's name in the pipeline, for example <c>customer</c>.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    [Function(nameof(Features))]
    public Task<IResult> Features(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "features/{stage}/{key}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string stage,
        string key,
        CancellationToken cancellationToken) =>
        Answers.OfAsync(async limit => await view.ValuesAsync(client, stage, key, limit).ConfigureAwait(false), "Nothing is stored under that stage and key.", cancellationToken);
}

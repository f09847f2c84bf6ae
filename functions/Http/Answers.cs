using Microsoft.AspNetCore.Http;
using Serverless.Durable.Ports;

namespace Serverless.Functions;

/// <summary>Answers of the HTTP functions: JSON, or a problem in one sentence (RFC 9457), never a stack trace.</summary>
internal static class Answers
{
    /// <summary>No answer takes longer; a dependency that is away is told instead.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Asks, and says what went wrong: 404 for what is not there or not allowed, 503 for what is out of reach.</summary>
    /// <param name="ask">The question; null as its answer is 404.</param>
    /// <param name="missing">What is not there then.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    public static async Task<IResult> OfAsync(Func<CancellationToken, Task<object?>> ask, string missing, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            return await ask(limit.Token).ConfigureAwait(false) is { } answer ? TypedResults.Json(answer) : Problem(StatusCodes.Status404NotFound, missing);
        }
        catch (RequestException wrong)
        {
            return Problem(wrong.Status, wrong.Message);
        }
        catch (ArtifactException refused) when (refused.IsFatal)
        {
            return Problem(StatusCodes.Status409Conflict, refused.Message);
        }
        catch (Exception away) when (away is LogException or CheckpointException or ArtifactException)
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, away.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, $"No answer within {Limit.TotalSeconds:0} seconds.");
        }
    }

    public static IResult Problem(int status, string sentence) => TypedResults.Problem(detail: sentence, statusCode: status);
}

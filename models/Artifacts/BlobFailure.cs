using Azure;
using Azure.Identity;
using Serverless.Durable.Ports;

namespace Serverless.Models;

/// <summary>What can go wrong on the way to blob storage, in one sentence without keys or signatures.</summary>
internal static class BlobFailure
{
    public static bool Is(Exception e, CancellationToken cancellationToken) =>
        e is RequestFailedException or AuthenticationFailedException or AggregateException or IOException
        || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested); // the client's own time limit

    public static ArtifactException Of(Uri container, string verb, string name, Exception e)
    {
        // The query of the address may be a shared access signature.
        var store = container.GetLeftPart(UriPartial.Path);
        return new ArtifactException($"The artifact store {store} can't {verb} {name}: {Reason(e)}", e);
    }

    public static CheckpointException Of(ShardId shard, string what, Exception e) => new($"{shard}: blob storage can't {what}: {Reason(e)}", e);

    private static string Reason(Exception e) => e switch
    {
        RequestFailedException { Status: 401 or 403 } refused => $"access is refused ({refused.ErrorCode ?? "no reason given"}).",
        RequestFailedException { Status: > 0 } answer => $"it answered {answer.Status} ({answer.ErrorCode ?? "no reason given"}).",
        AggregateException several => OneLine.Of(several.InnerExceptions[^1].Message),
        OperationCanceledException => "it did not answer in time.",
        _ => OneLine.Of(e.Message),
    };
}

using Azure;
using Azure.Identity;
using Serverless.Durable.Ports;

namespace Serverless.Local.Host.Blobs;

/// <summary>What can go wrong on the way to blob storage, in one sentence without keys or signatures.</summary>
internal static class BlobFault
{
    public static bool Is(Exception fault, CancellationToken cancellationToken) =>
        fault is RequestFailedException or AuthenticationFailedException or AggregateException or IOException
        || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested); // the client's own time limit

    public static CheckpointException Of(ShardId shard, string what, Exception fault) => new($"{shard}: blob storage can't {what}: {Reason(fault)}", fault);

    private static string Reason(Exception fault) => fault switch
    {
        RequestFailedException { Status: > 0 } answer => $"it answered {answer.Status} ({answer.ErrorCode ?? "no reason given"}).",
        OperationCanceledException => "it did not answer in time.",
        AggregateException several => several.InnerExceptions[^1].Message.Split('\n')[0].TrimEnd(),
        _ => fault.Message.Split('\n')[0].TrimEnd(),
    };
}

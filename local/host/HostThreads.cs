using Serverless.Streams;

namespace Serverless.Local.Host;

/// <summary>The thread pool of a host.</summary>
internal static class HostThreads
{
    /// <summary>
    /// Lets every shard have a thread at once: while checkpoints wait for the disk, the others must go on. By default the pool adds a thread each half second only.
    /// </summary>
    public static void Prepare(PipelinePlan plan)
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, (plan.Keys.Length * plan.Shards) + plan.Sources.Length + Environment.ProcessorCount), completions);
    }
}

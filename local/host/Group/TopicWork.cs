using Serverless.Local.Host.Loops;

namespace Serverless.Local.Host.Group;

/// <summary>What is done with the partitions of a topic that are this process's.</summary>
/// <param name="Run">Follows them until the context's stop.</param>
/// <param name="ReleaseAsync">Settles one that goes to another process, and forgets it; nothing follows it any more.</param>
/// <param name="ForgetAsync">Forgets one that another process has already.</param>
internal sealed record TopicWork(Func<LoopContext, IReadOnlyList<int>, Task> Run, Func<int, CancellationToken, Task> ReleaseAsync, Func<int, Task> ForgetAsync);

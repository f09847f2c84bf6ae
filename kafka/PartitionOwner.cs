namespace Serverless.Kafka;

/// <summary>What is done when partitions come to this process, or leave it. One call at a time; the group waits for <see cref="Release"/>.</summary>
/// <param name="Take">These are this process's now; the list may be empty.</param>
/// <param name="Release">These go to somebody else when the task ends: what is under way is finished, and committed, before.</param>
/// <param name="Lose">These are somebody else's already, since this process was away too long: nothing of them may be committed any more.</param>
public sealed record PartitionOwner(
    Func<IReadOnlyList<(string Topic, int Partition)>, Task> Take,
    Func<IReadOnlyList<(string Topic, int Partition)>, Task> Release,
    Func<IReadOnlyList<(string Topic, int Partition)>, Task> Lose);

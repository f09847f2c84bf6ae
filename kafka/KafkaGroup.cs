using Confluent.Kafka;
using Serverless.Kafka.Clients;

namespace Serverless.Kafka;

/// <summary>
/// This process's membership in a consumer group. The member holds partitions and reads nothing: whoever follows a partition reads it from where its own
/// state stands. The group hands partitions over one by one (cooperative and sticky), and gives those of a member that is silent for
/// <see cref="KafkaSettings.SessionTimeout"/> to the others.
/// </summary>
public sealed class KafkaGroup : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private readonly GroupOffsets _offsets;
    private readonly PartitionOwner _owner;
    private readonly IConsumer<byte[], byte[]> _member;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isJoined;
    private volatile bool _stop;
    private bool _hasNew;

    internal KafkaGroup(ClientFactory clients, GroupOffsets offsets, string group, IReadOnlyCollection<string> topics, PartitionOwner owner)
    {
        (_offsets, _owner) = (offsets, owner);
        _member = clients.Member(group, Assigned, partitions => Tell(_owner.Release, partitions), Lost);
        _member.Subscribe(topics);
        _offsets.Through(_member);
        new Thread(Loop) { IsBackground = true, Name = "kafka group " + group }.Start();
    }

    /// <summary>Whether the group has given this member its share, which may be empty.</summary>
    public bool IsJoined => _isJoined;

    /// <summary>Leaves the group: partitions are released, and the others get them at once.</summary>
    /// <returns>A task that ends when the member has left.</returns>
    public async ValueTask DisposeAsync()
    {
        _stop = true;
        await _ended.Task.ConfigureAwait(false);
        _member.Dispose();
    }

    private void Loop()
    {
        try
        {
            while (!_stop)
            {
                Poll();
            }

            // Here the partitions are released.
            _member.Close();
        }
        catch (KafkaException)
        {
            // It could not say goodbye: the group finds out by itself.
        }
        finally
        {
            _isJoined = false;
            _offsets.Through(null);
            _ended.TrySetResult();
        }
    }

    private void Poll()
    {
        try
        {
            _member.Consume(Step);
            if (_hasNew)
            {
                _member.Pause(_member.Assignment);
                _hasNew = false;
            }
        }
        catch (KafkaException)
        {
            // The client has told it to the listener, and joins again by itself.
            Thread.Sleep(Step);
        }
    }

    private void Assigned(List<TopicPartition> partitions)
    {
        _hasNew = true;
        Tell(_owner.Take, partitions);
        _isJoined = true;
    }

    private void Lost(List<TopicPartition> partitions)
    {
        _isJoined = false;
        Tell(_owner.Lose, partitions);
    }

    // On the group's thread, which has nothing else to do: heartbeats are sent by the client's own.
    private static void Tell(Func<IReadOnlyList<(string Topic, int Partition)>, Task> what, List<TopicPartition> partitions) =>
        what([.. partitions.Select(partition => (partition.Topic, partition.Partition.Value))]).GetAwaiter().GetResult();
}

using Confluent.Kafka;

namespace Serverless.Kafka.Clients;

/// <summary>
/// A group's committed offsets, through this process's member of it where there is one: a group that has members takes commits of theirs alone, and
/// none of a member that it has put out. Commits that arrive while one is under way go out together.
/// </summary>
internal sealed class GroupOffsets : IAsyncDisposable
{
    // The client's commit waits for its coordinator for most of a minute: a broker that is gone must not keep a process from its end so long.
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(10);
    private readonly ClientFactory _clients;
    private readonly string _group;
    private readonly ClientThread _thread;
    private readonly Lock _lock = new();
    private Dictionary<TopicPartition, Offset> _waiting = [];
    private Task? _next;
    private IConsumer<byte[], byte[]>? _consumer;
    private volatile IConsumer<byte[], byte[]>? _member;

    public GroupOffsets(ClientFactory clients, string group)
    {
        _clients = clients;
        _group = group;
        _thread = new ClientThread("kafka offsets");
    }

    private IConsumer<byte[], byte[]> Consumer => _consumer ??= _clients.Consumer("offsets", _group, _clients.Settings.FetchWait, withTopic: true);

    /// <summary>Commits go through this member from now on; null: through none.</summary>
    public void Through(IConsumer<byte[], byte[]>? member) => _member = member;

    public Task<long?> CommittedAsync(string topic, int partition) => _thread.RunAsync(() =>
    {
        try
        {
            var committed = Consumer.Committed([new TopicPartition(topic, partition)], _clients.Settings.ConnectTimeout);
            return committed[0].Offset.Value < 0 ? (long?)null : committed[0].Offset.Value;
        }
        catch (KafkaException failure)
        {
            throw Failures.Of(_clients, $"read what group {_group} has committed for {topic}, partition {partition}", failure);
        }
    });

    public Task CommitAsync(string topic, int partition, long offset)
    {
        lock (_lock)
        {
            _waiting[new TopicPartition(topic, partition)] = offset;
            return _next ??= _thread.RunAsync(Commit);
        }
    }

    public async ValueTask DisposeAsync()
    {
        var closed = _thread.RunAsync(() =>
        {
            _consumer?.Dispose();
            return true;
        });
        var ended = _thread.DisposeAsync().AsTask();
        try
        {
            await Task.WhenAll(closed, ended).WaitAsync(LongestFarewell).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _clients.Tell("offsets", $"A commit of group {_group} is not answered within {LongestFarewell.TotalSeconds:0} s; its client is left behind.");
        }
    }

    private bool Commit()
    {
        Dictionary<TopicPartition, Offset> offsets;
        lock (_lock)
        {
            offsets = _waiting;
            _waiting = [];
            _next = null;
        }

        try
        {
            var list = new List<TopicPartitionOffset>(offsets.Count);
            foreach (var (place, offset) in offsets)
                list.Add(new TopicPartitionOffset(place, offset));
            (_member ?? Consumer).Commit(list);
            return true;
        }
        catch (KafkaException failure)
        {
            throw Failures.Of(_clients, $"commit offsets of group {_group}", failure);
        }
    }
}

using Confluent.Kafka;

namespace Serverless.Kafka.Clients;

/// <summary>
/// One append on its way. A gapless idempotent producer acknowledges a partition's records in order or dies, so the last record of each partition
/// speaks for those before it: an append costs one report per partition and not one per record.
/// </summary>
internal sealed class AppendCall
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action<DeliveryReport<byte[], byte[]>>? _onError;
    private Action<AppendCall>? _onEnd;
    private int _awaited;

    public AppendCall(Action<AppendCall> onEnd, Action<DeliveryReport<byte[], byte[]>> onError)
    {
        _onEnd = onEnd;
        _onError = onError;
        Handler = Handle;
    }

    public Action<DeliveryReport<byte[], byte[]>> Handler { get; }

    public Task Task => _done.Task;

    /// <summary>Of so many partitions the last record's acknowledgement is awaited. Said before any of them is sent.</summary>
    public void Await(int partitions) => _awaited = partitions;

    public void Fail(Exception failure)
    {
        if (!_done.TrySetException(failure))
            return;
        // Records of a producer that was thrown away never report back; what they hold on to should be small.
        _onEnd = null;
        _onError = null;
        // Somebody who stopped waiting leaves nobody to look at it.
        _ = _done.Task.Exception;
    }

    // Called on the producer's one poll thread.
    private void Handle(DeliveryReport<byte[], byte[]> report)
    {
        if (report.Error.IsError)
        {
            _onError?.Invoke(report);
        }
        else if (--_awaited == 0)
        {
            _onEnd?.Invoke(this);
            _done.TrySetResult();
        }
    }
}

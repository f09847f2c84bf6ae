using Serverless.Durable.Ports;

namespace Serverless.Local.Host.Loops;

/// <summary>
/// Commits what is acknowledged and told, when it has moved, beside the work: nobody waits for it but a graceful stop. A commit that fails, as while the group shares out anew, is
/// told once and tried again with the next one: it is economy, since whoever starts below what is done repeats it, and repeats are dropped.
/// </summary>
internal sealed class OffsetCommits(LoopContext context, string topic)
{
    private readonly Dictionary<int, long> _committed = [];
    private Task _underWay = Task.CompletedTask;
    private bool _isTold;

    /// <summary>Begins to commit, unless the commits of before are still under way: then the next call has the newer offsets.</summary>
    /// <param name="partitions">The partitions.</param>
    /// <param name="settled">Up to where each is done; asked before this returns, since it moves with the work.</param>
    /// <exception cref="LogException">An earlier commit has failed for good.</exception>
    public async ValueTask BeginAsync(IEnumerable<int> partitions, Func<int, long?> settled)
    {
        if (_underWay.IsCompleted)
        {
            await TakeAsync().ConfigureAwait(false);
            _underWay = CommitAsync(Due(partitions, settled));
        }
    }

    /// <summary>Commits, and waits until all is done.</summary>
    /// <param name="partitions">The partitions.</param>
    /// <param name="settled">Up to where each is done.</param>
    /// <exception cref="LogException">A commit has failed for good.</exception>
    public async Task EndAsync(IEnumerable<int> partitions, Func<int, long?> settled)
    {
        await TakeAsync().ConfigureAwait(false);
        await CommitAsync(Due(partitions, settled)).ConfigureAwait(false);
    }

    // A failure is told once: the loop begins anew with it.
    private Task TakeAsync()
    {
        var underWay = _underWay;
        _underWay = Task.CompletedTask;
        return underWay;
    }

    private List<(int Partition, long Offset)> Due(IEnumerable<int> partitions, Func<int, long?> settled)
    {
        var due = new List<(int Partition, long Offset)>();
        foreach (var partition in partitions)
        {
            if (settled(partition) is { } offset && offset > _committed.GetValueOrDefault(partition, -1))
            {
                due.Add((partition, offset));
            }
        }

        return due;
    }

    private async Task CommitAsync(List<(int Partition, long Offset)> due)
    {
        // All at once: the client puts them into one request.
        var failures = await Task.WhenAll(due.Select(TryAsync)).ConfigureAwait(false);
        for (var index = 0; index < due.Count; index++)
        {
            if (failures[index] is null)
            {
                _committed[due[index].Partition] = due[index].Offset;
            }
        }

        var failed = Array.FindIndex(failures, failure => failure is not null);
        if (failed >= 0 && !_isTold)
        {
            context.Notice($"{topic}/{due[failed].Partition}: {Failure.Line(failures[failed]!)}");
        }

        _isTold = due.Count > 0 ? failed >= 0 : _isTold;
    }

    private async Task<LogException?> TryAsync((int Partition, long Offset) due)
    {
        try
        {
            await context.Services.Log.CommitAsync(context.Services.Options.Group, topic, due.Partition, due.Offset, context.Abort).ConfigureAwait(false);
            return null;
        }
        catch (LogException failure) when (!failure.IsFatal)
        {
            return failure;
        }
    }
}

using Serverless.Local.Host.Loops;

namespace Serverless.Local.Host.Group;

/// <summary>This process's share of a topic, and the loop that follows it: begun anew with each change of the share. One call at a time.</summary>
internal sealed class TopicShare(string topic, LoopContext context, TopicWork work, PartitionStates states, TimeSpan limit)
{
    private readonly SortedSet<int> _partitions = [];
    private CancellationTokenSource? _stop;
    private CancellationTokenSource? _abort;
    private Task _running = Task.CompletedTask;

    public async Task TakeAsync(IEnumerable<int> partitions)
    {
        await EndAsync().ConfigureAwait(false);
        foreach (var partition in partitions.Where(_partitions.Add))
        {
            states.Set(topic, partition, false);
        }

        Begin();
    }

    /// <summary>Gives partitions back: what is under way is finished before, within the limit.</summary>
    public Task ReleaseAsync(IReadOnlyCollection<int> partitions) => LetGoAsync(partitions, async partition =>
    {
        using var within = new CancellationTokenSource(limit);
        await work.ReleaseAsync(partition, within.Token).ConfigureAwait(false);
    });

    /// <summary>They are gone already.</summary>
    public Task LoseAsync(IReadOnlyCollection<int> partitions)
    {
        _abort?.Cancel();
        return LetGoAsync(partitions, work.ForgetAsync);
    }

    private async Task LetGoAsync(IReadOnlyCollection<int> partitions, Func<int, Task> letGo)
    {
        await EndAsync().ConfigureAwait(false);
        await Task.WhenAll(partitions.Select(async partition =>
        {
            try
            {
                await letGo(partition).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // Whoever has it next recovers it from the checkpoint that there is.
                context.Notice($"{topic}/{partition}: {Failure.Line(failure)}");
                await work.ForgetAsync(partition).ConfigureAwait(false);
            }

            states.Remove(topic, partition);
        })).ConfigureAwait(false);
        _partitions.ExceptWith(partitions);
        Begin();
    }

    private void Begin()
    {
        if (_partitions.Count == 0 || context.Stop.IsCancellationRequested)
        {
            return;
        }

        (_stop, _abort) = (CancellationTokenSource.CreateLinkedTokenSource(context.Stop), CancellationTokenSource.CreateLinkedTokenSource(context.Abort));
        var (ours, share) = (context with { Stop = _stop.Token, Abort = _abort.Token }, _partitions.ToArray());
        _running = Task.Run(() => work.Run(ours, share));
    }

    private async Task EndAsync()
    {
        if (_stop is not { } stop || _abort is not { } abort)
        {
            return;
        }

        await stop.CancelAsync().ConfigureAwait(false);
        abort.CancelAfter(limit);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        abort.Dispose();
        (_stop, _abort) = (null, null);
    }
}

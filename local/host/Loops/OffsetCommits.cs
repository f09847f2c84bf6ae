using Serverless.Durable.Ports;

namespace Serverless.Local.Host.Loops;

/// <summary>
/// Commits what is acknowledged and told, when it has moved. A commit that fails, as while the group shares out anew, is told once and tried again with the
/// next one: it is economy, since whoever starts below what is done repeats it, and repeats are dropped.
/// </summary>
internal sealed class OffsetCommits(LoopContext context, string topic)
{
    private readonly Dictionary<int, long> _committed = [];
    private bool _isTold;

    public async Task CommitAsync(IEnumerable<int> partitions, Func<int, long?> settled)
    {
        foreach (var partition in partitions)
        {
            if (settled(partition) is { } offset && offset > _committed.GetValueOrDefault(partition, -1) && await TryAsync(partition, offset).ConfigureAwait(false))
            {
                _committed[partition] = offset;
            }
        }
    }

    private async Task<bool> TryAsync(int partition, long offset)
    {
        try
        {
            await context.Services.Log.CommitAsync(context.Services.Options.Group, topic, partition, offset, context.Abort).ConfigureAwait(false);
            _isTold = false;
            return true;
        }
        catch (LogException failure) when (!failure.IsFatal)
        {
            if (!_isTold)
            {
                context.Notice($"{topic}/{partition}: {Failure.Line(failure)}");
            }

            _isTold = true;
            return false;
        }
    }
}

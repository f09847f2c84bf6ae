using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Local.Host.Log;

/// <summary>
/// A writer to each of two logs, opened when first used. An append is done when both have acknowledged; when either fails, both are given up.
/// </summary>
internal sealed class RoutedWriter(Func<ILogWriter> openKeyed, Func<ILogWriter> openOthers, IReadOnlySet<string> keyedTopics) : ILogWriter
{
    private readonly Lock _gate = new();
    private ILogWriter? _keyed;
    private ILogWriter? _others;
    private volatile bool _hasFailed;

    public bool IsDead => _hasFailed || _keyed is { IsDead: true } || _others is { IsDead: true };

    public async ValueTask AppendAsync(IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
    {
        if (_hasFailed)
        {
            throw new LogException("The writer is given up: an append to it has failed.");
        }

        try
        {
            var keyed = Count(records);
            if (keyed == records.Count)
            {
                await Keyed().AppendAsync(records, cancellationToken).ConfigureAwait(false);
            }
            else if (keyed == 0)
            {
                await Others().AppendAsync(records, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await AppendBothAsync(records, keyed, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            _hasFailed = true;
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _hasFailed = true;
        if (_keyed is not null)
        {
            await _keyed.DisposeAsync().ConfigureAwait(false);
        }

        if (_others is not null)
        {
            await _others.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task AppendBothAsync(IReadOnlyList<OutgoingRecord> records, int keyed, CancellationToken cancellationToken)
    {
        var (here, there) = (new List<OutgoingRecord>(keyed), new List<OutgoingRecord>(records.Count - keyed));
        for (var index = 0; index < records.Count; index++)
        {
            (keyedTopics.Contains(records[index].Topic) ? here : there).Add(records[index]);
        }

        // Both are awaited, also where one fails: a record still on its way must not be overtaken by the next writer's.
        await Task.WhenAll(Keyed().AppendAsync(here, cancellationToken).AsTask(), Others().AppendAsync(there, cancellationToken).AsTask()).ConfigureAwait(false);
    }

    private int Count(IReadOnlyList<OutgoingRecord> records)
    {
        // Records of one topic stand together: it is looked up where it changes.
        var (count, topic, isKeyed) = (0, default(string), false);
        for (var index = 0; index < records.Count; index++)
        {
            if (!ReferenceEquals(records[index].Topic, topic))
            {
                topic = records[index].Topic;
                isKeyed = keyedTopics.Contains(topic);
            }

            count += isKeyed ? 1 : 0;
        }

        return count;
    }

    private ILogWriter Keyed()
    {
        lock (_gate)
        {
            return _keyed ??= openKeyed();
        }
    }

    private ILogWriter Others()
    {
        lock (_gate)
        {
            return _others ??= openOthers();
        }
    }
}

using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Local.Host.Files;

/// <summary>A writer of its own: it dies with the first batch that was not acknowledged.</summary>
internal sealed class FileLogWriter(FileLogContext context, FileTopics topics) : ILogWriter
{
    private volatile bool _isDead;

    /// <inheritdoc/>
    public bool IsDead => _isDead;

    /// <inheritdoc/>
    public ValueTask AppendAsync(IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            ThrowIfDead();
            return records.Count == 0 ? default : Append(records) is { } done ? new ValueTask(WaitAsync(done, cancellationToken)) : default;
        }
        catch (Exception exception)
        {
            _isDead = true;
            return ValueTask.FromException(exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _isDead = true;
        return default;
    }

    /// <summary>Ends it: something of its was not written.</summary>
    public void End() => _isDead = true;

    /// <summary>Refuses what would stand behind a gap.</summary>
    /// <exception cref="LogException">It has ended.</exception>
    public void ThrowIfDead()
    {
        if (_isDead)
        {
            throw new LogException("This writer has ended after a failed append: open a new one.");
        }
    }

    private Task? Append(IReadOnlyList<OutgoingRecord> records)
    {
        using var split = RecordSplit.Of(records, topics, context.Options.MaxRecordBytes);
        var timestamp = context.Time.GetUtcNow().ToUnixTimeMilliseconds();
        Task? single = null;
        List<Task>? several = null;
        foreach (var (partition, head) in split.Parts)
        {
            if (partition.Append(this, records, split, head, timestamp) is not { } done)
            {
                continue;
            }

            if (single is null)
            {
                single = done;
            }
            else
            {
                (several ??= [single]).Add(done);
            }
        }

        return several is null ? single : Task.WhenAll(several);
    }

    private async Task WaitAsync(Task done, CancellationToken cancellationToken)
    {
        try
        {
            await done.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _isDead = true;
            throw;
        }
    }
}

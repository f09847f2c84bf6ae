using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Local.Host.Files;

/// <summary>
/// The log on files: <c>{data}/log/{topic}/{partition}/{first offset}.log</c>, committed offsets in <c>{data}/offsets</c>. One process owns the directory.
/// Records that several callers append to a partition at the same time go to disk in one write.
/// A topic that is on disk is opened when it is first used; every record is checked whenever it is read.
/// </summary>
public sealed class FileLog : ILog, IAsyncDisposable
{
    private readonly FileLogContext _context;
    private readonly DirectoryLock _lock;
    private readonly FileTopics _topics;
    private readonly CommittedOffsets _offsets;
    private int _isDisposed;

    private FileLog(FileLogContext context, DirectoryLock taken)
    {
        _context = context;
        _lock = taken;
        _topics = new FileTopics(context);
        _offsets = new CommittedOffsets(context);
    }

    /// <summary>Opens the log of a directory, which is made where there is none.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="time">For time stamps and waits; the system's where null.</param>
    /// <param name="notice">Told in one sentence what was repaired, from any thread.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    /// <exception cref="LogException">Another process has the directory, or it can't be written.</exception>
    public static FileLog Open(FileLogOptions options, TimeProvider? time = null, Action<string>? notice = null) =>
        Open(options, PhysicalFileSystem.Instance, time ?? TimeProvider.System, notice ?? (_ => { }));

    /// <summary>Opens it on a disk of the caller's.</summary>
    internal static FileLog Open(FileLogOptions options, IFileSystem files, TimeProvider time, Action<string> notice)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var context = new FileLogContext(options with { Directory = Path.GetFullPath(options.Directory) }, files, time, notice);
        return new FileLog(context, DirectoryLock.Take(context.Options.Directory));
    }

    /// <summary>Makes a topic; one that is there is opened and checked.</summary>
    /// <param name="name">Letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, at most 200, no <c>.</c> at either end.</param>
    /// <param name="partitions">1 to 1024; never changes.</param>
    /// <exception cref="ArgumentException">The name or the number can't be one.</exception>
    /// <exception cref="LogException">The topic has another number of partitions on disk, or is damaged.</exception>
    public void CreateTopic(string name, int partitions) => _topics.Create(name, partitions);

    /// <inheritdoc/>
    public ILogWriter OpenWriter() => new FileLogWriter(_context, _topics);

    /// <inheritdoc/>
    /// <remarks>
    /// Where retention has taken <paramref name="from"/>, the slice begins at the partition's start.
    /// Records share memory: a copy of what is kept for long frees the rest.
    /// </remarks>
    public ValueTask<LogSlice> ReadAsync(string topic, int partition, long from, int maxRecords, TimeSpan wait, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRecords, 1);
        return _topics.Get(topic).At(partition).ReadAsync(from, maxRecords, wait, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<LogBounds> BoundsAsync(string topic, int partition, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(_topics.Get(topic).At(partition).Bounds);
    }

    /// <inheritdoc/>
    public ValueTask<int> PartitionsAsync(string topic, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(_topics.Find(topic)?.Partitions.Length ?? 0);
    }

    /// <inheritdoc/>
    public ValueTask<OutputId?> TailAsync(string topic, int partition, WriterId writer, CancellationToken cancellationToken) =>
        new(_topics.Get(topic).At(partition).Tail(writer, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<long?> CommittedAsync(string group, string topic, int partition, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(_offsets.Get(group, topic, partition));
    }

    /// <inheritdoc/>
    public ValueTask CommitAsync(string group, string topic, int partition, long offset, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _offsets.Commit(group, topic, partition, offset);
        return default;
    }

    /// <summary>Deletes whole segments that lie below an offset. The newest is never deleted, so that the position is never lost.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="belowOffset">The first offset that must stay: the position of the oldest checkpoint that may be loaded.</param>
    /// <param name="writtenBefore">Only what was written before this goes; everything where null.</param>
    /// <exception cref="LogException">There is no such partition, or a file can't be deleted.</exception>
    public ValueTask TrimAsync(string topic, int partition, long belowOffset, DateTimeOffset? writtenBefore = null)
    {
        _topics.Get(topic).At(partition).Trim(belowOffset, writtenBefore?.ToUnixTimeMilliseconds() ?? long.MaxValue);
        return default;
    }

    /// <summary>Waits for the writes that are under way, ends waiting readers, closes the files and frees the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await _topics.CloseAsync().ConfigureAwait(false);
            _offsets.Close();
            _lock.Dispose();
        }
    }
}

using Serverless.Durable.Ports;

namespace Serverless.Local.Host.Files;

/// <summary>One group's committed offsets. What is committed while the file is being written goes with the next write.</summary>
internal sealed class OffsetsFile
{
    private readonly Lock _gate = new();
    private readonly Lock _writing = new();
    private readonly FileLogContext _context;
    private readonly string _path;
    private readonly SortedDictionary<(string Topic, int Partition), long> _offsets;
    private long _version;
    private long _written;
    private bool _isClosed;

    private OffsetsFile(FileLogContext context, string path, SortedDictionary<(string Topic, int Partition), long> offsets) =>
        (_context, _path, _offsets) = (context, path, offsets);

    /// <summary>Reads the file, if there is one.</summary>
    /// <exception cref="LogException">It is damaged or can't be read.</exception>
    public static OffsetsFile Open(FileLogContext context, string path)
    {
        try
        {
            DurableDirectory.Create(context.Files, Path.GetDirectoryName(path)!, context.Syncs);
            var content = AtomicFile.Read(context.Files, path);
            var offsets = content is null ? OffsetsFormat.Empty() : OffsetsFormat.Parse(content);
            return offsets is null
                ? throw new LogException($"The committed offsets are damaged: {path} does not match its checksum.") { IsFatal = true }
                : new OffsetsFile(context, path, offsets);
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw new LogException($"The committed offsets can't be read: {Disk.Reason(exception)} ({path}).", exception);
        }
    }

    /// <summary>A committed offset; null where there is none.</summary>
    public long? Get(string topic, int partition)
    {
        lock (_gate)
        {
            return _offsets.TryGetValue((topic, partition), out var offset) ? offset : null;
        }
    }

    /// <summary>Commits an offset; it is in the file when this returns.</summary>
    public void Commit(string topic, int partition, long offset)
    {
        long version;
        lock (_gate)
        {
            _offsets[(topic, partition)] = offset;
            version = ++_version;
        }

        lock (_writing)
        {
            if (_isClosed)
            {
                throw new LogException($"The log in {_context.Options.Directory} was closed.") { IsFatal = true };
            }

            if (_written < version)
            {
                Write();
            }
        }
    }

    /// <summary>Waits for the write that is under way; what is committed later is refused.</summary>
    public void Close()
    {
        lock (_writing)
        {
            _isClosed = true;
        }
    }

    private void Write()
    {
        byte[] content;
        long version;
        lock (_gate)
        {
            content = OffsetsFormat.Write(_offsets);
            version = _version;
        }

        try
        {
            AtomicFile.Write(_context.Files, _path, content, _context.Syncs);
            _written = version;
        }
        catch (Exception exception) when (Disk.IsFailure(exception))
        {
            throw new LogException($"The committed offsets can't be written: {Disk.Reason(exception)} ({_path}).", exception) { IsFatal = true };
        }
    }
}

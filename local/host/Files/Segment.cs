using Serverless.Durable.Ports;

namespace Serverless.Local.Host.Files;

/// <summary>One file of a partition. Its partition guards what changes.</summary>
internal sealed class Segment(IFileSystem files, string path, long first) : IDisposable
{
    private readonly Lock _gate = new();
    private IRandomFile? _file;
    private bool _walked;
    private long _firstTimestamp = -1;

    /// <summary>Its file.</summary>
    public string Path => path;

    /// <summary>The offset of its first record.</summary>
    public long First => first;

    /// <summary>The bytes that hold acknowledged records; of an older segment known once it was walked.</summary>
    public long Length { get; set; }

    /// <summary>Where records begin.</summary>
    public SparseIndex Index { get; } = new();

    /// <summary>How many readers are in it.</summary>
    public int Readers { get; set; }

    /// <summary>Whether the last reader closes it.</summary>
    public bool IsRetired { get; set; }

    /// <summary>Its open file.</summary>
    public IRandomFile File => _file ??= files.Open(path, FileMode.Open);

    /// <summary>Begins it, empty: what a failed attempt left behind goes.</summary>
    public void Create()
    {
        _file ??= files.Open(path, FileMode.OpenOrCreate);
        _file.Truncate(0);
        _walked = true;
    }

    /// <summary>Takes the newest segment's length after its checksums were checked.</summary>
    public void Accept(SegmentScan scan)
    {
        Length = scan.Length;
        _walked = true;
    }

    /// <summary>Makes an older segment readable: finds its records, once.</summary>
    /// <param name="end">The offset that the next segment begins with.</param>
    /// <exception cref="LogException">It is damaged, or the one behind it is missing.</exception>
    public void EnsureWalked(long end)
    {
        lock (_gate)
        {
            if (_walked)
            {
                return;
            }

            var limit = File.Length;
            var scan = SegmentScan.Run(File, first, limit, checksums: false, Index);
            if (scan.End != end || scan.Length != limit)
            {
                throw Damaged(scan.Length, scan.End);
            }

            Length = limit;
            _walked = true;
        }
    }

    /// <summary>The time stamp of its first record; the greatest time where it has none.</summary>
    public long FirstTimestamp()
    {
        lock (_gate)
        {
            if (_firstTimestamp < 0)
            {
                Span<byte> bytes = stackalloc byte[Frame.HeadBytes];
                var read = File.Read(bytes, 0);
                if (!Frame.TryReadHead(bytes[..read], out var head))
                {
                    return long.MaxValue;
                }

                _firstTimestamp = head.Timestamp;
            }

            return _firstTimestamp;
        }
    }

    /// <summary>What to throw where a frame is not what it must be.</summary>
    public LogException Damaged(long position, long offset) =>
        new($"The log is damaged: the record with offset {offset} can't be read at position {position} of {path}.") { IsFatal = true };

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}

using Serverless.Local.Host.Files;

namespace Serverless.Tests.Unit.LocalHost;

/// <summary>The machine's file system, with faults on request.</summary>
internal sealed class FaultyFileSystem : IFileSystem
{
    public const int DiskFull = 28;

    private int _writes;
    private int _syncs;

    /// <summary>The next write writes so many bytes and fails, once.</summary>
    public int? FailWriteAfter { get; set; }

    public int FailureCode { get; set; } = DiskFull;

    public bool FailSync { get; set; }

    public bool FailTruncate { get; set; }

    public bool FailCreate { get; set; }

    public bool FailReplace { get; set; }

    /// <summary>Called in every write, before it.</summary>
    public Action? Writing { get; set; }

    public int Writes => _writes;

    public int Syncs => _syncs;

    public IRandomFile Open(string path, FileMode mode)
    {
        if (FailCreate && mode == FileMode.OpenOrCreate)
        {
            throw Fault();
        }

        return new FaultyFile(this, PhysicalFileSystem.Instance.Open(path, mode));
    }

    public void Replace(string source, string target)
    {
        if (FailReplace)
        {
            throw Fault();
        }

        PhysicalFileSystem.Instance.Replace(source, target);
    }

    public void Delete(string path) => PhysicalFileSystem.Instance.Delete(path);

    public void SyncDirectory(string path) => PhysicalFileSystem.Instance.SyncDirectory(path);

    private IOException Fault() => new("No space left on device.", FailureCode);

    private sealed class FaultyFile(FaultyFileSystem disk, IRandomFile file) : IRandomFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> buffer, long position) => file.Read(buffer, position);

        public void Write(ReadOnlySpan<byte> bytes, long position)
        {
            disk.Writing?.Invoke();
            Interlocked.Increment(ref disk._writes);
            if (disk.FailWriteAfter is { } count)
            {
                disk.FailWriteAfter = null;
                file.Write(bytes[..Math.Min(count, bytes.Length)], position);
                throw disk.Fault();
            }

            file.Write(bytes, position);
        }

        public void Truncate(long length)
        {
            if (disk.FailTruncate)
            {
                throw disk.Fault();
            }

            file.Truncate(length);
        }

        public void Sync()
        {
            Interlocked.Increment(ref disk._syncs);
            if (disk.FailSync)
            {
                throw disk.Fault();
            }

            file.Sync();
        }

        public void Dispose() => file.Dispose();
    }
}

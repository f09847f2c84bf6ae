namespace Serverless.Local.Host.Files;

/// <summary>An open file. Reads may run beside a write; writes come one at a time.</summary>
internal interface IRandomFile : IDisposable
{
    /// <summary>Its length in bytes.</summary>
    long Length { get; }

    /// <summary>Reads up to the buffer's length; less only at the file's end.</summary>
    /// <returns>The number of bytes read.</returns>
    int Read(Span<byte> buffer, long position);

    /// <summary>Writes all bytes; they survive this process, not a power cut.</summary>
    void Write(ReadOnlySpan<byte> bytes, long position);

    /// <summary>Cuts the file.</summary>
    void Truncate(long length);

    /// <summary>Makes what was written durable.</summary>
    void Sync();
}

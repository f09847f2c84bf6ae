using System.Buffers.Binary;

namespace Serverless.Local.Host.Files;

/// <summary>A file's content behind its format, checksum and length: what is cut, grown or changed is seen.</summary>
internal static class SealedBytes
{
    private const int HeadBytes = 16;

    // "SVC1" in the file.
    private const uint Format = 0x31435653;

    /// <summary>The file for a content.</summary>
    public static byte[] Write(ReadOnlySpan<byte> content)
    {
        var file = GC.AllocateUninitializedArray<byte>(HeadBytes + content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(file, Format);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(8), content.Length);
        content.CopyTo(file.AsSpan(HeadBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), Crc32C.Of(file.AsSpan(8)));
        return file;
    }

    /// <summary>The content of a file.</summary>
    /// <param name="file">All its bytes.</param>
    /// <param name="content">A part of them.</param>
    /// <returns>Whether it is what was written.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> file, out ReadOnlyMemory<byte> content)
    {
        content = default;
        var bytes = file.Span;
        if (bytes.Length < HeadBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Format
            || BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]) != bytes.Length - HeadBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != Crc32C.Of(bytes[8..]))
        {
            return false;
        }

        content = file[HeadBytes..];
        return true;
    }
}

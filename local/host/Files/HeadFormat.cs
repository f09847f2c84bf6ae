using System.Collections.Immutable;
using System.Text;
using Serverless.Durable.Ports;

namespace Serverless.Local.Host.Files;

/// <summary>A stored checkpoint as bytes: position, deploy revision, the segments' names, the inline part.</summary>
internal static class HeadFormat
{
    /// <summary>The bytes of a checkpoint, sealed.</summary>
    public static byte[] Write(StoredCheckpoint stored)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(stored.Position);
            writer.Write(stored.DeployRevision);
            var segments = stored.Segments.IsDefault ? [] : stored.Segments;
            writer.Write(segments.Length);
            foreach (var name in segments)
            {
                writer.Write(name);
            }

            writer.Write(stored.Inline.Length);
            writer.Write(stored.Inline.Span);
        }

        return SealedBytes.Write(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>The checkpoint of a content whose seal is intact; null where it contradicts itself.</summary>
    public static StoredCheckpoint? Parse(ReadOnlyMemory<byte> content)
    {
        using var reader = new BinaryReader(new MemoryStream(content.ToArray()), Encoding.UTF8);
        try
        {
            var position = reader.ReadInt64();
            var revision = reader.ReadInt64();
            var segments = ImmutableArray.CreateBuilder<string>();
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                segments.Add(reader.ReadString());
            }

            var length = reader.ReadInt32();
            var inline = reader.ReadBytes(length);
            return inline.Length == length ? new StoredCheckpoint(position, segments.ToImmutable(), inline, revision) : null;
        }
        catch (Exception exception) when (exception is EndOfStreamException or ArgumentException or FormatException)
        {
            return null;
        }
    }
}

using Serverless.Streams.Codec;

namespace Serverless.Streams.Records;

/// <summary>The bytes of an <see cref="Activation"/>.</summary>
internal static class ActivationCodec
{
    public static void Write(ByteWriter writer, Activation activation)
    {
        writer.Text(activation.Artifact);
        writer.Number(activation.Revision);
        writer.Text(activation.Version);
        writer.Text(activation.Sha256);
    }

    public static Activation Read(ref ByteReader reader) => new(reader.Text(), reader.Number(), reader.Text(), reader.Text());
}

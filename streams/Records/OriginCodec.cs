using Serverless.Streams.Codec;

namespace Serverless.Streams.Records;

/// <summary>The bytes of an <see cref="OriginId"/>.</summary>
internal static class OriginCodec
{
    public static void Write(ByteWriter writer, OriginId origin)
    {
        writer.Fixed64(origin.Topic);
        writer.Number(origin.Partition);
        writer.Number(origin.Epoch);
    }

    public static OriginId Read(ref ByteReader reader) => new(reader.Fixed64(), reader.Small(), reader.Number());
}

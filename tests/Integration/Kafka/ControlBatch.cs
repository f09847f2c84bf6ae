using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Numerics;
using System.Text;

namespace Serverless.Tests.Integration.Kafka;

/// <summary>Writes a transaction marker into a partition by a request of its own: an offset that holds no record for any reader.</summary>
internal static class ControlBatch
{
    private const short TransactionalControl = 0x30;

    public static async Task WriteAsync(string broker, string topic, int partition, CancellationToken cancellationToken)
    {
        var colon = broker.LastIndexOf(':');
        using var client = new TcpClient();
        await client.ConnectAsync(broker[..colon], int.Parse(broker.AsSpan(colon + 1), CultureInfo.InvariantCulture), cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Request(topic, partition), cancellationToken);
        var size = new byte[4];
        await stream.ReadExactlyAsync(size, cancellationToken);
        var answer = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        // Correlation id, one topic, its name, one partition, its number: then the error.
        var error = BinaryPrimitives.ReadInt16BigEndian(answer.AsSpan(4 + 4 + 2 + topic.Length + 4 + 4));
        Assert.Equal(0, error);
    }

    private static byte[] Request(string topic, int partition)
    {
        var batch = Batch();
        var body = new MemoryStream();
        Write(body, (short)0, (short)3, 1, "test", (short)-1, (short)-1, 1000, 1, topic, 1, partition, batch.Length);
        body.Write(batch);
        var request = new MemoryStream();
        Write(request, (int)body.Length);
        body.WriteTo(request);
        return request.ToArray();
    }

    private static byte[] Batch()
    {
        var sealedPart = new MemoryStream();
        Write(sealedPart, TransactionalControl, 0, 1_600_000_000_000L, 1_600_000_000_000L, 4711L, (short)0, 0, 1);
        // A record in varints (zigzag): length 16, no attributes, deltas 0, a key of 4 (version 0, type 1: commit), a value of 6, no headers.
        sealedPart.Write([32, 0, 0, 0, 8, 0, 0, 0, 1, 12, 0, 0, 0, 0, 0, 0, 0]);
        uint crc = uint.MaxValue;
        foreach (var each in sealedPart.ToArray())
            crc = BitOperations.Crc32C(crc, each);
        var batch = new MemoryStream();
        Write(batch, 0L, (int)sealedPart.Length + 9, 0);
        batch.WriteByte(2);
        Write(batch, (int)~crc);
        sealedPart.WriteTo(batch);
        return batch.ToArray();
    }

    private static void Write(MemoryStream stream, params object[] values)
    {
        Span<byte> bytes = stackalloc byte[8];
        foreach (var value in values)
        {
            switch (value)
            {
                case short number:
                    BinaryPrimitives.WriteInt16BigEndian(bytes, number);
                    stream.Write(bytes[..2]);
                    break;
                case int number:
                    BinaryPrimitives.WriteInt32BigEndian(bytes, number);
                    stream.Write(bytes[..4]);
                    break;
                case long number:
                    BinaryPrimitives.WriteInt64BigEndian(bytes, number);
                    stream.Write(bytes);
                    break;
                case string text:
                    Write(stream, (short)text.Length);
                    stream.Write(Encoding.ASCII.GetBytes(text));
                    break;
            }
        }
    }
}

using System.Buffers.Binary;

namespace Serverless.Streams.Records;

/// <summary>MurmurHash2 as Kafka's Java client has it (org.apache.kafka.common.utils.Utils.murmur2): what puts a key onto a partition.</summary>
public static class Murmur2
{
    private const uint Seed = 0x9747B28C;
    private const uint Factor = 0x5BD1E995;

    /// <summary>The hash of a key's bytes; an empty key is hashed too.</summary>
    /// <param name="key">The bytes.</param>
    public static int Hash(ReadOnlySpan<byte> key)
    {
        unchecked
        {
            var hash = Seed ^ (uint)key.Length;
            while (key.Length >= sizeof(uint))
            {
                var word = BinaryPrimitives.ReadUInt32LittleEndian(key) * Factor;
                word = (word ^ (word >> 24)) * Factor;
                hash = (hash * Factor) ^ word;
                key = key[sizeof(uint)..];
            }

            if (!key.IsEmpty)
            {
                for (var index = key.Length - 1; index >= 0; index--)
                {
                    hash ^= (uint)key[index] << (8 * index);
                }

                hash *= Factor;
            }

            hash = (hash ^ (hash >> 13)) * Factor;
            return (int)(hash ^ (hash >> 15));
        }
    }

    /// <summary>The partition of a key, as Kafka's default partitioner chooses it.</summary>
    /// <param name="key">The key's bytes.</param>
    /// <param name="partitions">How many partitions there are, at least 1.</param>
    public static int PartitionOf(ReadOnlySpan<byte> key, int partitions) => (Hash(key) & int.MaxValue) % partitions;
}

using System.Collections.Immutable;
using Serverless.Streams.Codec;

namespace Serverless.Streams.Records;

/// <summary>Who counts for a shard's watermark: per topic its epoch and its number of partitions.</summary>
/// <param name="Topics">Each topic's hash, epoch and partitions.</param>
internal sealed record OriginList(ImmutableArray<OriginTopic> Topics)
{
    // More than a whole Kafka cluster can hold: each costs memory.
    private const int MostPartitions = 200_000;

    public byte[] ToBytes()
    {
        var writer = new ByteWriter();
        Write(writer);
        return writer.ToArray();
    }

    public void Write(ByteWriter writer)
    {
        writer.Number(Topics.Length);
        foreach (var topic in Topics)
        {
            writer.Fixed64(topic.Topic);
            writer.Number(topic.Epoch);
            writer.Number(topic.Partitions);
        }
    }

    public static OriginList Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        return Read(ref reader);
    }

    public static OriginList Read(ref ByteReader reader)
    {
        var topics = ImmutableArray.CreateBuilder<OriginTopic>();
        for (var left = reader.Count(); left > 0; left--)
        {
            var topic = new OriginTopic(reader.Fixed64(), reader.Number(), reader.Small());
            topics.Add(topic.Partitions <= MostPartitions ? topic : throw new FormatException("A list of origins names more partitions than a topic can have."));
        }

        return new OriginList(topics.ToImmutable());
    }

    /// <summary>A higher epoch replaces a topic's origins, a lower one is ignored, equal ones are united and never shortened.</summary>
    public OriginList With(OriginList other, bool mayGoBack = false)
    {
        var topics = Topics.ToBuilder();
        foreach (var topic in other.Topics)
        {
            var known = -1;
            for (var index = 0; index < topics.Count; index++)
            {
                known = topics[index].Topic == topic.Topic ? index : known;
            }

            if (known < 0)
            {
                topics.Add(topic);
            }
            else if (mayGoBack || (topic.Epoch, topic.Partitions).CompareTo((topics[known].Epoch, topics[known].Partitions)) > 0)
            {
                topics[known] = topic;
            }
        }

        return new OriginList(topics.ToImmutable());
    }

    public bool Names(OriginId origin) =>
        Topics.Any(topic => topic.Topic == origin.Topic && topic.Epoch == origin.Epoch && origin.Partition < topic.Partitions);
}

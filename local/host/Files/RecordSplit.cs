using System.Buffers;
using Serverless.Durable.Ports;
using Serverless.Streams.Records;

namespace Serverless.Local.Host.Files;

/// <summary>A batch by partition: chains of record numbers, made in one pass and without an object per record.</summary>
internal sealed class RecordSplit : IDisposable
{
    private readonly List<(FilePartition Partition, int Head)> _parts = [];

    private RecordSplit(int records) => (Next, Sizes) = (ArrayPool<int>.Shared.Rent(records), ArrayPool<int>.Shared.Rent(records));

    /// <summary>For each record the next one of its partition; -1 at the end.</summary>
    public int[] Next { get; }

    /// <summary>For each record the bytes of its frame.</summary>
    public int[] Sizes { get; }

    /// <summary>The partitions that records go to, with the first record of each.</summary>
    public IReadOnlyList<(FilePartition Partition, int Head)> Parts => _parts;

    /// <summary>Splits a batch and checks that every record can be written.</summary>
    /// <exception cref="LogException">A record has no partition to go to, or is too large.</exception>
    public static RecordSplit Of(IReadOnlyList<OutgoingRecord> records, FileTopics topics, int maxRecordBytes)
    {
        var split = new RecordSplit(records.Count);
        try
        {
            FileTopic? topic = null;
            for (var index = records.Count - 1; index >= 0; index--)
            {
                var record = records[index];
                if (topic?.Name != record.Topic)
                {
                    topic = topics.Get(record.Topic);
                }

                var size = Frame.SizeOf(record);
                if (size > maxRecordBytes)
                {
                    var target = $"{record.Topic}/{record.Partition}";
                    throw new LogException($"A record for {target} takes {size} bytes, more than the {maxRecordBytes} that MaxRecordBytes allows.")
                    {
                        IsFatal = true,
                    };
                }

                split.Sizes[index] = (int)size;
                split.Prepend(topic.At(record.Partition), index);
            }

            return split;
        }
        catch
        {
            split.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(Next);
        ArrayPool<int>.Shared.Return(Sizes);
    }

    private void Prepend(FilePartition partition, int record)
    {
        for (var slot = 0; slot < _parts.Count; slot++)
        {
            if (_parts[slot].Partition == partition)
            {
                Next[record] = _parts[slot].Head;
                _parts[slot] = (partition, record);
                return;
            }
        }

        Next[record] = -1;
        _parts.Add((partition, record));
    }
}

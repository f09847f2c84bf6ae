using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.Sending;
using Serverless.Local.Simulation.World;

namespace Serverless.Local.Simulation;

/// <summary>History without a broker: as records, or written to files.</summary>
public static class SimulationFile
{
    /// <summary>The records of days one after another: each day's reports, then its transactions.</summary>
    /// <param name="world">The size of the world.</param>
    /// <param name="delivery">How records arrive.</param>
    /// <param name="from">The first day, from 0.</param>
    /// <param name="to">The day after the last one.</param>
    /// <param name="topics">The topics' names; null for the usual ones.</param>
    /// <param name="partitions">Partitions of both topics, at least 1.</param>
    /// <returns>Made while it is read.</returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static IEnumerable<SourceRecord> Records(
        WorldOptions world, DeliveryOptions delivery, int from, int to, SourceTopics? topics = null, int partitions = 4)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        CardWorld cards = new(world);
        SimulationScript script = new(new DeliveryPlan(cards, delivery), to);
        RecordFactory factory = new(new RecordEncoder(cards, delivery), topics ?? new(), partitions, partitions);
        return Enumerable.Range(from, Math.Max(to - from, 0)).SelectMany(script.Day).Select(factory.Make);
    }

    /// <summary>Writes one file per topic, <c>{topic}.jsonl</c>: a line per value, in the order of sending. A malformed value stands as it is.</summary>
    /// <param name="records">What <see cref="Records"/> makes.</param>
    /// <param name="directory">Made where it does not exist; files of the same name are replaced.</param>
    /// <param name="cancellationToken">Ends the writing; what is written stays.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="SimulationException">The folder can't be written.</exception>
    public static async Task<ShipmentCounts> WriteAsync(IEnumerable<SourceRecord> records, string directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        ShipmentCounts counts = new();
        Dictionary<string, FileStream> files = [];
        try
        {
            Directory.CreateDirectory(directory);
            foreach (var record in records)
            {
                if (!files.TryGetValue(record.Topic, out var file))
                    files[record.Topic] = file = new FileStream(Path.Combine(directory, record.Topic + ".jsonl"), FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
                await file.WriteAsync(record.Value, cancellationToken).ConfigureAwait(false);
                file.WriteByte((byte)'\n');
                counts.Add(record.Shipment);
            }

            foreach (var file in files.Values)
            {
                await file.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SimulationException($"The history can't be written to {directory}: {failure.Message}", failure);
        }
        finally
        {
            foreach (var file in files.Values)
            {
                await file.DisposeAsync().ConfigureAwait(false);
            }
        }

        return counts;
    }
}

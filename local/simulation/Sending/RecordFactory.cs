using Serverless.Local.Simulation.Delivery;
using Serverless.Streams.Records;

namespace Serverless.Local.Simulation.Sending;

/// <summary>Turns shipments into records: topic, partition, bytes.</summary>
internal sealed class RecordFactory(RecordEncoder encoder, SourceTopics topics, int transactionPartitions, int fraudPartitions)
{
    public SourceRecord Make(Shipment shipment)
    {
        var key = RecordEncoder.Key(shipment);
        var isReport = shipment.Kind == RecordKind.Report;
        var partition = Murmur2.PartitionOf(key, isReport ? fraudPartitions : transactionPartitions);
        return new SourceRecord(shipment, isReport ? topics.Frauds : topics.Transactions, partition, key, encoder.Value(shipment));
    }
}

using Serverless.Local.Simulation.Delivery;

namespace Serverless.Local.Simulation.Sending;

/// <summary>A record as it is sent.</summary>
/// <param name="Shipment">What it is.</param>
/// <param name="Topic">Where it goes.</param>
/// <param name="Partition">The partition, from 0: murmur2 of the key, as Kafka's own clients choose it.</param>
/// <param name="Key">The key's bytes; empty where there is none.</param>
/// <param name="Value">The value's bytes.</param>
public readonly record struct SourceRecord(Shipment Shipment, string Topic, int Partition, byte[] Key, byte[] Value);

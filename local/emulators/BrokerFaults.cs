using Serverless.Local.Emulators.Native;

namespace Serverless.Local.Emulators;

/// <summary>Faults of the embedded broker, on demand.</summary>
public sealed class BrokerFaults
{
    private readonly MockCluster _cluster;

    internal BrokerFaults(MockCluster cluster) => _cluster = cluster;

    /// <summary>The next requests of a kind are answered with these errors, one each.</summary>
    /// <param name="request">The kind.</param>
    /// <param name="errors">Kafka's error codes, for example 7 (request timed out) or 6 (not leader); 0 lets a request pass.</param>
    public unsafe void Answer(BrokerRequest request, params ReadOnlySpan<int> errors)
    {
        fixed (int* codes = errors)
            Librdkafka.PushRequestErrors(_cluster.Pointer, (short)request, (nuint)errors.Length, codes);
    }

    /// <summary>Takes back the errors that are still to come.</summary>
    /// <param name="request">The kind of request.</param>
    public void Clear(BrokerRequest request) => Librdkafka.ClearRequestErrors(_cluster.Pointer, (short)request);

    /// <summary>Cuts all connections of a broker and refuses new ones.</summary>
    /// <param name="broker">The broker, from 1.</param>
    public void Down(int broker = 1) => Check("set a broker down", Librdkafka.BrokerSetDown(_cluster.Pointer, broker));

    /// <summary>Lets a broker accept connections again; its records are still there.</summary>
    /// <param name="broker">The broker, from 1.</param>
    public void Up(int broker = 1) => Check("set a broker up", Librdkafka.BrokerSetUp(_cluster.Pointer, broker));

    /// <summary>Makes a broker's answers late.</summary>
    /// <param name="roundTrip">By how much.</param>
    /// <param name="broker">The broker, from 1.</param>
    public void Delay(TimeSpan roundTrip, int broker = 1) =>
        Check("delay a broker", Librdkafka.BrokerSetRoundTrip(_cluster.Pointer, broker, (int)roundTrip.TotalMilliseconds));

    /// <summary>Moves a partition to another broker of the cluster.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="broker">The broker, from 1.</param>
    public void Move(string topic, int partition, int broker) =>
        Check("move a partition", Librdkafka.PartitionSetLeader(_cluster.Pointer, topic, partition, broker));

    private static void Check(string doing, int error)
    {
        if (error != 0)
            throw new EmulatorException($"The embedded broker refused to {doing} (error {error}).");
    }
}

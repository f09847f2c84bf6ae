using Serverless.Durable.Ports;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Tests.Simulation.Faults;

namespace Serverless.Tests.Simulation.Cluster;

/// <summary>
/// A gapless producer with one request in flight: when it fails, a prefix of each partition's records may stand in the log, or land later. It never leaves a gap and never reorders.
/// </summary>
internal sealed class SimulatedLogWriter(SimulatedWorld world, SimulatedInstance instance) : ILogWriter
{
    private readonly SimulatedStorage _storage = world.Storage;

    public bool IsDead { get; private set; }

    public async ValueTask AppendAsync(IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
    {
        if (IsDead)
        {
            throw new LogException("simulated: this writer is dead");
        }

        // The caller's list and bytes are used again; what lands late must not see that.
        var own = records.Select(record => new Sent(record.Copy(), EndWhenIdle(record))).ToArray();
        var fault = await instance.StepAsync(AwaitPoint.Append).ConfigureAwait(false);
        switch (fault)
        {
            case FaultKind.None or FaultKind.LoseAnswer:
                Append(own);
                break;
            case FaultKind.Repeat:
                Append(own);
                _ = world.LaterAsync(40, () => Append(own));
                break;
            case FaultKind.Tear when !_storage.Keeps(ProtocolRule.WriterIsGapless):
                Append(own.Where(_ => instance.Scheduler.Random.Next(3) > 0));
                break;
            case FaultKind.Tear when !_storage.Keeps(ProtocolRule.OneInFlight):
                Append(own.Reverse());
                break;
            case FaultKind.Tear:
                Append(Torn(own));
                break;
            case FaultKind.LandLate:
                // The request was on its way when the producer was thrown away.
                var torn = Torn(own);
                _ = world.LaterAsync(40, () => Append(torn));
                break;
            default:
                break;
        }

        await instance.StepAsync(AwaitPoint.Acknowledge).ConfigureAwait(false);
        var isTakenForDone = fault == FaultKind.Tear && !(_storage.Keeps(ProtocolRule.WriterIsGapless) && _storage.Keeps(ProtocolRule.OneInFlight));
        if (fault is not (FaultKind.None or FaultKind.Repeat) && !isTakenForDone)
        {
            IsDead = true;
            throw new LogException("simulated: an append was not acknowledged");
        }
    }

    public ValueTask DisposeAsync()
    {
        IsDead = true;
        return ValueTask.CompletedTask;
    }

    private void Append(IEnumerable<Sent> records)
    {
        foreach (var (record, end) in records)
        {
            _storage.Append(record, instance.Scheduler.Time.GetUtcNow(), end);
        }
    }

    /// <summary>Of a word that an upstream shard is idle: where its log ends at this moment, at which it is said.</summary>
    private long? EndWhenIdle(OutgoingRecord record)
    {
        if (record.Headers is not [{ Name: KeyedHeader.Name } bytes] || KeyedHeader.KindOf(bytes.Value.Span) != KeyedRecordKind.Progress)
        {
            return null;
        }

        var header = KeyedHeader.Parse(bytes.Value);
        var upstream = world.Plan.Keys.FirstOrDefault(key => TopicHash.Of(key.Topic) == header.Origin.Topic);
        return header.IsIdle && upstream is not null ? _storage.Partition(upstream.Topic, header.Origin.Partition).Count : null;
    }

    /// <summary>Each partition has requests of its own: of each, a prefix.</summary>
    private Sent[] Torn(Sent[] records)
    {
        var kept = records.GroupBy(sent => (sent.Record.Topic, sent.Record.Partition))
            .SelectMany(partition => partition.Take(instance.Scheduler.Random.Next(partition.Count() + 1))).ToHashSet();
        return [.. records.Where(kept.Contains)];
    }

    private sealed record Sent(OutgoingRecord Record, long? EndWhenIdle);
}

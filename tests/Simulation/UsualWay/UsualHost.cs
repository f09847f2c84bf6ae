using System.Text.Json;
using Serverless.Streams.Records;
using Serverless.Tests.Simulation.Cluster;
using Serverless.Tests.Simulation.Faults;
using Serverless.Tests.Simulation.Pipeline;

namespace Serverless.Tests.Simulation.UsualWay;

/// <summary>
/// The function of public samples: a Kafka trigger hands it a batch, it signals one entity per key of each event, and returns its outputs, which the binding sends. What these do on a failure:
/// the trigger commits although the function has failed (Azure/azure-functions-kafka-extension, issue 614; with <c>commitOnFailure: false</c> it tries the batch again, five times by default),
/// and a failure of the output binding is not seen by the function (issue 460 there).
/// </summary>
internal sealed class UsualHost(SimulatedWorld world, SimulatedInstance instance, UsualEntities entities, bool retries, bool isLast)
{
    private const int Retries = 5;
    private const int BatchSize = 6;

    private readonly SimulatedTrigger _trigger = new(world, instance, Simulated.Events, isLast);

    public void Start()
    {
        for (var partition = 0; partition < _trigger.Partitions; partition++)
        {
            _ = RunAsync(partition);
        }
    }

    private async Task RunAsync(int partition)
    {
        while (!instance.IsDead)
        {
            var fault = await instance.StepAsync(AwaitPoint.Trigger).ConfigureAwait(false);
            var batch = _trigger.Take(partition, world.Scheduler.Random.Next(1, BatchSize), fault);
            if (batch.Count == 0)
            {
                continue;
            }

            var left = retries ? Retries : 0;
            while (!await TryAsync(batch).ConfigureAwait(false) && left-- > 0)
            {
                await instance.StepAsync(AwaitPoint.Backoff).ConfigureAwait(false);
            }

            await CommitAsync(partition, batch[^1].Offset + 1).ConfigureAwait(false);
        }
    }

    /// <summary>The function itself, then its output binding.</summary>
    private async Task<bool> TryAsync(List<LogRecord> batch)
    {
        var outputs = new List<OutgoingRecord>();
        foreach (var good in batch.Select(record => UsualEvents.Read(world.Plan, record)).OfType<SimulatedEvent>())
        {
            if (!await SignalAsync(good.Customer).ConfigureAwait(false) || !await SignalAsync(good.Terminal).ConfigureAwait(false))
            {
                return false;
            }

            outputs.Add(new OutgoingRecord { Topic = world.Plan.Predictions, Partition = 0, Value = JsonSerializer.SerializeToUtf8Bytes(good.Id) });
        }

        await SendAsync(outputs).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> SignalAsync(string key)
    {
        var fault = await instance.StepAsync(AwaitPoint.Offer).ConfigureAwait(false);
        if (fault == FaultKind.LandLate)
        {
            _ = world.LaterAsync(40, () => entities.Signal(key));
        }
        else if (fault != FaultKind.Refuse)
        {
            entities.Signal(key);
        }

        return fault is FaultKind.None or FaultKind.Repeat or FaultKind.Lose;
    }

    private async Task SendAsync(List<OutgoingRecord> outputs)
    {
        void Send(IEnumerable<OutgoingRecord> sent)
        {
            foreach (var output in sent)
            {
                world.Storage.Append(output, world.Scheduler.Time.GetUtcNow());
            }
        }

        switch (await instance.StepAsync(AwaitPoint.Append).ConfigureAwait(false))
        {
            case FaultKind.Refuse:
                break;
            case FaultKind.Tear:
                Send(outputs.Take(world.Scheduler.Random.Next(outputs.Count + 1)));
                break;
            case FaultKind.LandLate:
                _ = world.LaterAsync(40, () => Send(outputs));
                break;
            default:
                // An idempotent producer: what the network repeats is written once.
                Send(outputs);
                break;
        }
    }

    private async Task CommitAsync(int partition, long offset)
    {
        void Commit() => world.Storage.Committed[(_trigger.Topic, partition)] = offset;
        var fault = await instance.StepAsync(AwaitPoint.Commit).ConfigureAwait(false);
        if (fault is FaultKind.LandLate)
        {
            _ = world.LaterAsync(80, Commit);
        }
        else if (fault != FaultKind.Refuse)
        {
            Commit();
        }
    }
}

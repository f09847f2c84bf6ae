using System.Runtime.InteropServices;
using System.Text;
using Serverless.Durable.Telemetry;
using Serverless.Streams;
using Serverless.Streams.Fold;
using Serverless.Streams.Outputs;
using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>Scores what was folded and makes the records to publish, in the order of their ids.</summary>
internal sealed class BatchEncoder : IDisposable
{
    private readonly PipelinePlan _plan;
    private readonly KeyedFold _fold;
    // What the keys before add to an event: numbers, 12 bytes each, texts and lists.
    private const int MostCarried = 64 * 1_024;

    private static readonly long MostRecent = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
    private readonly PipelineCounters _counters;
    private readonly int _limit;
    private readonly BatchScorer? _scorer;
    private readonly List<OutgoingRecord> _records = [];
    private readonly Dictionary<string, long> _published = new(StringComparer.Ordinal);

    private int _next;
    private long _heldBack;
    private long _oldestIngest;

    public BatchEncoder(StageServices services, KeyedFold fold, int shard)
    {
        (_plan, _fold, _counters, _limit) = (services.Plan, fold, services.Counters, services.Options.DeadLetterBytes + MostCarried);
        Outputs = new OutputEncoder(_plan, fold.Key, shard);
        _scorer = fold.Key.Index == _plan.Keys.Length - 1 ? new BatchScorer(_plan, services.Inference, Outputs, services.Counters) : null;
    }

    public OutputEncoder Outputs { get; }

    /// <summary>Scores a batch; its records are then to be taken piece by piece.</summary>
    public ValueTask ScoreAsync(FoldBatch batch, Silence silence, CancellationToken cancellationToken)
    {
        _next = 0;
        return _scorer is null ? ValueTask.CompletedTask : _scorer.ScoreAsync(batch, silence, cancellationToken);
    }

    /// <summary>Whether outputs of the batch are left.</summary>
    public bool HasMore(FoldBatch batch) => _next < batch.Outputs.Count;

    /// <summary>The records of the next outputs, in the order of their ids; the list and the bytes are used again for the next piece.</summary>
    public List<OutgoingRecord> Encode(FoldBatch batch, Silence silence, int most)
    {
        _records.Clear();
        Outputs.Clear();
        _published.Clear();
        (_heldBack, _oldestIngest) = (0, MostRecent);
        for (var left = most; left > 0 && HasMore(batch); left--)
        {
            Encode(batch, batch.Outputs[_next++], silence);
        }

        return _records;
    }

    /// <summary>The records were acknowledged.</summary>
    public void Acknowledged(DateTimeOffset now)
    {
        _counters.Add(PipelineCounters.HeldBack, _heldBack);
        if (_published.Count > 0)
        {
            PipelineMeter.Answered(now - DateTimeOffset.FromUnixTimeMilliseconds(_oldestIngest));
        }

        foreach (var (topic, count) in _published)
        {
            if (topic == _plan.Predictions)
            {
                _counters.Add(PipelineCounters.Predictions, count);
            }
            else
            {
                _counters.Add(PipelineCounters.Routed, count, topic);
            }
        }
    }

    public void Dispose() => _scorer?.Dispose();

    private void Encode(FoldBatch batch, FoldOutput output, Silence silence)
    {
        switch (output.Kind)
        {
            case OutputKind.Event when output.Failure is { } failure:
                Fail(output, failure);
                break;
            case OutputKind.Event when _scorer is null:
                Forward(batch, output);
                break;
            case OutputKind.Event when output.Prediction is { } prediction:
                Publish(output, prediction, silence);
                break;
            case OutputKind.Event:
                break;
            case OutputKind.Window:
                _records.Add(Outputs.Window(output));
                break;
            case OutputKind.Late:
                _records.Add(Outputs.Late(output));
                break;
            default:
                _records.Add(Outputs.Dead(output, output.Slot, "error", $"{output.Rule}: {output.Detail}"));
                break;
        }
    }

    private void Forward(FoldBatch batch, FoldOutput output)
    {
        var next = _plan.Keys[_fold.Key.Index + 1];
        byte[] key;
        try
        {
            key = Encoding.UTF8.GetBytes(next.KeyOf(output.Record!));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Fail(output, $"By({next.Name}): {failure.Message}");
            return;
        }

        var forward = Outputs.Forward(batch, output, key);
        if (RecordSize.Problem(key, forward.Value.Span, _limit) is { } problem)
        {
            Fail(output, $"By({next.Name}): {problem}");
            return;
        }

        _records.Add(forward);
    }

    private void Publish(FoldOutput output, byte[] prediction, Silence silence)
    {
        foreach (var (definition, number, since) in _fold.Numbers.InOrder)
        {
            var topic = definition.Kind switch
            {
                OutputKind.Event => _plan.Predictions,
                OutputKind.Route when (output.Routes & (1UL << definition.Index)) != 0 => _plan.Routes[definition.Index].Topic,
                _ => null,
            };
            var slot = OutputId.SlotOf(number, OutputId.OrdinalOf(output.Slot));
            if (topic is null || output.Offset < since)
            {
                continue;
            }

            if (silence.Holds(topic, Outputs.Writer, output.Offset, slot))
            {
                _heldBack++;
            }
            else
            {
                _oldestIngest = Math.Min(_oldestIngest, output.Cause.Ingest);
                _records.Add(Outputs.PredictionRecord(output, topic, slot, prediction));
                CollectionsMarshal.GetValueRefOrAddDefault(_published, topic, out _)++;
            }
        }
    }

    private void Fail(FoldOutput output, string failure)
    {
        var dead = _fold.Numbers.InOrder.First(entry => entry.Definition.Kind == OutputKind.Dead);
        _fold.Counts.Dead++;
        _records.Add(Outputs.Dead(output, OutputId.SlotOf(dead.Number, OutputId.OrdinalOf(output.Slot)), "error", failure));
    }
}

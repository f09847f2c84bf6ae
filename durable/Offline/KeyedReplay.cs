using System.Runtime.CompilerServices;
using System.Text;
using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Streams;
using Serverless.Streams.Fold;
using Serverless.Streams.Outputs;
using Serverless.Streams.Records;

namespace Serverless.Durable.Offline;

/// <summary>
/// Makes features from the keyed logs that a live pipeline kept: every shard of every key is folded anew from its first record, and what a key passed on is replaced by what it passes on now.
/// The logs fix the order in which each shard took its records, so the rows are those of the live run. Needs the logs whole.
/// </summary>
public sealed class KeyedReplay
{
    private const int MostAtOnce = 1_000;
    private readonly PipelinePlan _plan;
    private readonly ILog _log;
    private readonly IInference? _inference;
    private Dictionary<(OriginId Origin, OriginPosition Position), ReadOnlyMemory<byte>> _passed = [];

    /// <summary>Of a pipeline with a model.</summary>
    /// <param name="plan">The pipeline.</param>
    /// <param name="log">Its keyed logs; nobody writes to them meanwhile.</param>
    /// <param name="inference">Loads the tables that were in force; null in a pipeline without tables.</param>
    /// <exception cref="ArgumentException">The pipeline has no model.</exception>
    public KeyedReplay(PipelinePlan plan, ILog log, IInference? inference = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(log);
        _plan = plan.Model is null ? throw new ArgumentException($"The pipeline {plan.Name} has no model, so it makes no features.") : plan;
        (_log, _inference) = (log, inference);
    }

    /// <summary>Events that a key is recorded to have passed on, and does not pass on now.</summary>
    public long Unmatched { get; private set; }

    /// <summary>All rows, shard after shard.</summary>
    /// <param name="stop">Ends it.</param>
    /// <returns>Made while it is read.</returns>
    /// <exception cref="LogException">A log can't be read, or its beginning is gone.</exception>
    /// <exception cref="ArtifactException">A table's version can't be loaded.</exception>
    public async IAsyncEnumerable<OfflineRow> RowsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var (rows, tables) = (new FeatureRows(_plan), new TablesInForce(_plan));
        for (var stage = 0; stage < _plan.Keys.Length; stage++)
        {
            var passed = new Dictionary<(OriginId, OriginPosition), ReadOnlyMemory<byte>>();
            for (var shard = 0; shard < _plan.Shards; shard++)
            {
                var fold = new KeyedFold(_plan, stage);
                fold.Numbers.Assign(0);
                var (batch, encoder) = (new FoldBatch(_plan), new OutputEncoder(_plan, fold.Key, shard));
                await foreach (var record in RecordsAsync(fold.Key.Topic, shard, stop).ConfigureAwait(false))
                {
                    batch.Clear();
                    fold.Apply(Recomputed(record, stage), batch);
                    foreach (var output in batch.Outputs.Where(output => output.Kind == OutputKind.Event && output.Failure is null))
                    {
                        if (stage < _plan.Keys.Length - 1)
                        {
                            var forward = encoder.Forward(batch, output, Encoding.UTF8.GetBytes(_plan.Keys[stage + 1].KeyOf(output.Record!)));
                            passed[(encoder.Self, new OriginPosition(output.Offset, output.Slot))] = forward.Value;
                        }
                        else
                        {
                            batch.LookUps = await tables.OfAsync(output.InForce!, _inference, stop).ConfigureAwait(false);
                            if (rows.Of(batch, output) is { } row)
                            {
                                yield return row;
                            }
                        }
                    }
                }
            }

            _passed = passed;
        }
    }

    private async IAsyncEnumerable<LogRecord> RecordsAsync(string topic, int shard, [EnumeratorCancellation] CancellationToken stop)
    {
        var bounds = await _log.BoundsAsync(topic, shard, stop).ConfigureAwait(false);
        if (bounds.Start > 0)
        {
            throw new LogException($"{topic}, shard {shard}, begins at {bounds.Start}: retention has taken what came before, so its features can't be made again.") { IsFatal = true };
        }

        await foreach (var records in _log.PiecesAsync(topic, shard, 0, bounds.End, MostAtOnce, stop).ConfigureAwait(false))
        {
            foreach (var record in records)
            {
                yield return record;
            }
        }
    }

    private LogRecord Recomputed(LogRecord record, int stage)
    {
        if (stage == 0 || !record.TryGetHeader(KeyedHeader.Name, out var bytes) || KeyedHeader.KindOf(bytes.Span) != KeyedRecordKind.Event)
        {
            return record;
        }

        var header = KeyedHeader.Parse(bytes);
        if (header.Origin.Topic != TopicHash.Of(_plan.Keys[stage - 1].Topic))
        {
            return record;
        }

        if (!_passed.TryGetValue((header.Origin, header.Position), out var value))
        {
            Unmatched++;
            return record;
        }

        return new LogRecord
        {
            Topic = record.Topic,
            Partition = record.Partition,
            Offset = record.Offset,
            Timestamp = record.Timestamp,
            Key = record.Key,
            Value = value,
            Headers = record.Headers,
        };
    }
}

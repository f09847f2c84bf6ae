using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;
using Serverless.Durable.Ports;
using Serverless.Durable.Telemetry;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;

namespace Serverless.Durable.Stages;

/// <summary>
/// Cleanse of one source, for all its partitions: decode, validate, put right, key, append. Its result depends on the source record and the plan alone.
/// Data goes first, then progress, through one writer; memory moves only after all acknowledgements. One thread at a time.
/// </summary>
public sealed class CleanseStage : IAsyncDisposable
{
    private readonly StageServices _services;
    private readonly SourcePlan _source;
    private readonly bool _isChained;
    private readonly CleanseEncoder _encoder;
    private readonly WriterSlot _writer;
    private readonly OriginGate[] _gates;
    private readonly ConcurrentDictionary<int, CleansePartition> _partitions = [];
    private readonly List<OutgoingRecord> _outgoing = [];
    private readonly List<(string Counter, string Detail, long Count)> _counts = [];
    private readonly List<Cleansed> _results = [];

    // Per entry the shards that records of the partition at hand go to.
    private readonly bool[][] _targets;
    private readonly long[] _steps;
    private readonly string[] _stepNames;
    private DateTimeOffset _lastProgress = DateTimeOffset.MinValue;

    /// <summary>Of one source of the plan.</summary>
    /// <param name="services">What it works with.</param>
    /// <param name="source">The source's number in the plan.</param>
    public CleanseStage(StageServices services, int source)
    {
        ArgumentNullException.ThrowIfNull(services);
        _services = services;
        _source = services.Plan.Sources[source];
        _isChained = _source.IsChained && services.Plan.Keeps(ProtocolRule.PositionIsId);
        _steps = new long[_source.Steps.Length];
        _stepNames = [.. _source.Steps.Select(step => $"{_source.Topic}: {step.Name}")];
        _encoder = new CleanseEncoder(services.Plan, _source, services.Options);
        _writer = new WriterSlot(services.Log, services.Time);
        _gates = [.. _source.Entries.Select(entry => new OriginGate(services, entry.Key))];
        _targets = [.. _source.Entries.Select(_ => new bool[services.Plan.Shards])];
    }

    /// <summary>The offset of a partition below which everything is acknowledged and told: what a host may commit. Null before its first batch. Any thread may ask.</summary>
    /// <param name="partition">The source's partition.</param>
    public long? Settled(int partition) => _partitions.TryGetValue(partition, out var memory) && !memory.IsOwed ? memory.Next : null;

    /// <summary>Runs a batch: in any order, of any partitions; what was done before is dropped, a hole below it is read first.</summary>
    /// <param name="records">The batch.</param>
    /// <param name="mayDefer">The caller will run the source again, or call <see cref="SettleAsync"/>: progress may wait for its interval.</param>
    /// <param name="cancellationToken">Ends the run; nothing of the batch is remembered then.</param>
    /// <exception cref="LogException">The log is out of reach, or has lost records.</exception>
    public async ValueTask RunAsync(IReadOnlyList<LogRecord> records, bool mayDefer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (records.Count > 0)
        {
            using var span = new BatchSpan(_services.Time, _services.Options.Group, records);
            try
            {
                LogRecord[][] parts = [.. records.GroupBy(record => record.Partition).Select(part => InOrder([.. part]))];
                foreach (var part in parts)
                {
                    await ReadHoleAsync(part[0].Partition, part[0].Offset, cancellationToken).ConfigureAwait(false);
                }

                await CleanseAsync(parts, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                span.Fail(failure);
                throw;
            }
        }

        if (!mayDefer || _services.Time.GetUtcNow() - _lastProgress >= _services.Options.ProgressInterval)
        {
            await SettleAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Tells the shards what is still owed to them.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask SettleAsync(CancellationToken cancellationToken)
    {
        var owed = _partitions.Where(partition => partition.Value.IsOwed).ToArray();
        if (!_services.Plan.Keeps(ProtocolRule.LastProgressIsSent) && _services.Time.GetUtcNow() - _lastProgress < _services.Options.ProgressInterval)
        {
            Array.ForEach(owed, partition => partition.Value.Told = partition.Value.Next);
            return;
        }

        Clear();
        foreach (var (partition, memory) in owed)
        {
            for (var entry = 0; entry < _source.Entries.Length; entry++)
            {
                for (var shard = 0; shard < _services.Plan.Shards && _services.Plan.Keeps(ProtocolRule.GateBeforeFirstAppend); shard++)
                {
                    await _gates[entry].PassAsync(shard, OriginOf(partition), cancellationToken).ConfigureAwait(false);
                }

                // The shard of the last record has the watermark already.
                _outgoing.AddRange(ProgressOf(partition, memory, shard => shard != memory.LastShard[entry], entry));
            }
        }

        await _writer.AppendAsync(_outgoing, cancellationToken).ConfigureAwait(false);
        foreach (var (_, memory) in owed)
        {
            memory.Told = memory.Next;
            Array.Fill(memory.LastShard, -1);
        }

        _lastProgress = _services.Time.GetUtcNow();
    }

    /// <summary>Forgets a partition, which is somebody else's now: should it come back, it goes on at what the group has committed.</summary>
    /// <param name="partition">The source's partition.</param>
    public void Forget(int partition) => _partitions.TryRemove(partition, out _);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private IEnumerable<OutgoingRecord> ProgressOf(int partition, CleansePartition memory, Func<int, bool> goes, int entry = 0) =>
        Enumerable.Range(0, _isChained && memory.Position == OriginPosition.None ? 0 : _services.Plan.Shards).Where(goes)
            .Select(shard => _encoder.Progress(_services.Plan.Keys[_source.Entries[entry].Key].Topic, shard, partition, ProgressPosition(memory), memory.Watermark));

    // In a chained source the next record may have the same offset in its id, and a higher slot.
    private OriginPosition ProgressPosition(CleansePartition memory) => _isChained ? memory.Position : new OriginPosition(memory.Next - 1, OutputId.LastSlot);

    private OriginId OriginOf(int partition) => new(_source.TopicHash, partition, _services.Options.EpochOf(_source));

    /// <summary>Reads and cleanses what lies between a partition's memory and what came of it.</summary>
    private async ValueTask ReadHoleAsync(int partition, long first, CancellationToken cancellationToken)
    {
        if (_partitions.TryGetValue(partition, out var memory) && first <= memory.Next)
        {
            return;
        }

        memory = await ExpectAsync(partition, memory, first, cancellationToken).ConfigureAwait(false);
        while (memory.Next < first && _services.Plan.Keeps(ProtocolRule.HoleIsRead))
        {
            var slice = await _services.Log
                .ReadAsync(_source.Topic, partition, memory.Next, _services.Options.PieceSize, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            if (slice.Next <= memory.Next)
            {
                throw new LogException($"{_source.Topic}/{partition}: offset {memory.Next} is not handed out, though {first} was.");
            }

            LogRecord[] hole = [.. slice.Records.Where(record => record.Offset < first)];
            if (hole.Length > 0)
            {
                await CleanseAsync([hole], cancellationToken).ConfigureAwait(false);
                _services.Counters.Add(PipelineCounters.Holes, hole.Length, _source.Topic);
            }

            // A hole ends by position: offsets without records are normal.
            memory = _partitions[partition];
            memory.Next = Math.Max(memory.Next, Math.Min(slice.Next, first));
        }
    }

    /// <summary>Where a partition goes on: at what memory and the group have, whichever is further; without either at the log's start.</summary>
    private async ValueTask<CleansePartition> ExpectAsync(int partition, CleansePartition? memory, long first, CancellationToken cancellationToken)
    {
        // In this order: bounds that are older than the offset would look like loss.
        var committed = await _services.Log.CommittedAsync(_services.Options.Group, _source.Topic, partition, cancellationToken).ConfigureAwait(false);
        var bounds = await _services.Log.BoundsAsync(_source.Topic, partition, cancellationToken).ConfigureAwait(false);
        var next = Math.Max(memory?.Next ?? 0, committed ?? 0);
        if (committed is not null && (next < bounds.Start || next > bounds.End) && !_services.Options.AcceptLoss)
        {
            PipelineMeter.Refused(Math.Max(0, bounds.Start - next), $"{_source.Topic}/{partition}");
            throw new LogException(
                $"{_source.Topic}/{partition}: the group has committed {next}, but the topic holds {bounds.Start} to {bounds.End}: records are lost; start with --accept-loss to go on without them.")
            {
                IsFatal = true,
            };
        }

        if (committed is not null && next < bounds.Start)
        {
            await LossReport.SendAsync(_services, _writer, new WriterId(_source.Topic, _services.Options.Epoch, partition), next, bounds.Start, cancellationToken).ConfigureAwait(false);
        }

        next = Math.Min(Math.Max(next, bounds.Start), Math.Max(first, committed ?? 0));
        memory ??= new CleansePartition { Next = next, Told = next, LastShard = [.. _source.Entries.Select(_ => -1)] };
        memory.Next = next;
        return _partitions[partition] = memory;
    }

    /// <summary>Cleanses records of several partitions and appends what comes of them at once: who waits for a broker waits for it once.</summary>
    private async ValueTask CleanseAsync(LogRecord[][] parts, CancellationToken cancellationToken)
    {
        Clear();
        _counts.Clear();
        Array.Clear(_steps);
        var memories = new CleansePartition[parts.Length];
        for (var part = 0; part < parts.Length; part++)
        {
            memories[part] = await CleanseAsync(parts[part], cancellationToken).ConfigureAwait(false);
        }

        if (!_services.Plan.Keeps(ProtocolRule.MemoryAfterAcknowledgements))
        {
            Remember(parts, memories);
        }

        await _writer.AppendAsync(_outgoing, cancellationToken).ConfigureAwait(false);
        Remember(parts, memories);
        foreach (var (counter, detail, count) in _counts)
        {
            _services.Counters.Add(counter, count, detail);
        }

        for (var step = 0; step < _steps.Length; step++)
        {
            if (_steps[step] > 0)
            {
                _services.Counters.Add(PipelineCounters.Steps, _steps[step], _stepNames[step]);
            }
        }
    }

    /// <summary>Cleanses records of one partition, and waits until all shards that they go to know it.</summary>
    /// <returns>What is to be remembered of it once all is acknowledged.</returns>
    private async ValueTask<CleansePartition> CleanseAsync(LogRecord[] records, CancellationToken cancellationToken)
    {
        var (partition, first) = (records[0].Partition, _outgoing.Count);
        var memory = _partitions[partition].Copy();
        Array.ForEach(_targets, shards => Array.Clear(shards));
        foreach (var record in records)
        {
            if (record.Offset >= memory.Next)
            {
                Cleanse(record, memory);
                memory.Next = record.Offset + 1;
            }
        }

        for (var entry = 0; entry < _targets.Length && _services.Plan.Keeps(ProtocolRule.GateBeforeFirstAppend); entry++)
        {
            for (var shard = 0; shard < _targets[entry].Length; shard++)
            {
                if (_targets[entry][shard])
                {
                    await _gates[entry].PassAsync(shard, OriginOf(partition), cancellationToken).ConfigureAwait(false);
                }
            }
        }

        if (!_services.Plan.Keeps(ProtocolRule.DataBeforeProgress) && _outgoing.Count > first)
        {
            _outgoing.InsertRange(first, ProgressOf(partition, memory, _ => true));
        }

        return memory;
    }

    private void Clear()
    {
        _outgoing.Clear();
        _encoder.Clear();
    }

    private void Remember(LogRecord[][] parts, CleansePartition[] memories)
    {
        for (var part = 0; part < parts.Length; part++)
        {
            _partitions[parts[part][0].Partition] = memories[part];
        }
    }

    private void Cleanse(LogRecord record, CleansePartition memory)
    {
        Count(PipelineCounters.EventsIn, _source.Topic);
        var start = new OriginPosition(record.Offset, 0);
        if (_isChained && ChainedPosition.Problem(record, out start) is { } problem)
        {
            Bury(record, 0, new Cleansed { Kind = CleansedKind.Dead, Reason = "chain", Rule = "Chained", Detail = problem });
            return;
        }

        if (_isChained && !start.IsAfter(memory.Position))
        {
            // A raw repeat over there: its shard has it, and the watermark of now is not what that shard knows by it.
            Count(PipelineCounters.Repeats, _source.Topic);
            return;
        }

        memory.Position = start;
        _results.Clear();
        _source.Execution.Cleanse(record.Value.Span, record.Timestamp, _results);
        for (var ordinal = 0; ordinal < _results.Count; ordinal++)
        {
            Follow(record, ordinal, start with { Slot = start.Slot + ordinal }, _results[ordinal], memory);
        }
    }

    private void Follow(LogRecord record, int ordinal, OriginPosition position, Cleansed cleansed, CleansePartition memory)
    {
        for (var steps = cleansed.Steps; steps != 0; steps &= steps - 1)
        {
            _steps[BitOperations.TrailingZeroCount(steps)]++;
        }

        switch (cleansed.Kind)
        {
            case CleansedKind.Dropped:
                Count(PipelineCounters.Dropped, cleansed.Reason);
                return;
            case CleansedKind.Dead:
                Bury(record, ordinal, cleansed);
                return;
            default:
                break;
        }

        var watermark = Math.Max(memory.Watermark, cleansed.Time - (long)_source.OutOfOrder.TotalMilliseconds - 1);
        var first = _outgoing.Count;
        for (var entry = 0; entry < _source.Entries.Length; entry++)
        {
            try
            {
                _outgoing.Add(_encoder.Event(record, ordinal, position, cleansed, _source.Entries[entry], watermark));
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // No key, no shard: the record goes nowhere else either.
                _outgoing.RemoveRange(first, _outgoing.Count - first);
                Bury(record, ordinal, cleansed with { Reason = "error", Rule = $"By({_services.Plan.Keys[_source.Entries[entry].Key].Name})", Detail = failure.Message });
                return;
            }

            if (RecordSize.Problem(_outgoing[^1].Key, _outgoing[^1].Value.Span, _services.Options.DeadLetterBytes) is { } tooLarge)
            {
                _outgoing.RemoveRange(first, _outgoing.Count - first);
                Bury(record, ordinal, cleansed with { Reason = "size", Rule = "size", Detail = tooLarge });
                return;
            }
        }

        for (var entry = 0; entry < _source.Entries.Length; entry++)
        {
            var shard = _outgoing[first + entry].Partition;
            _targets[entry][shard] = true;
            memory.LastShard[entry] = shard;
        }

        memory.Watermark = watermark;
        Count(_source.IsScored ? PipelineCounters.Clean : PipelineCounters.Labels, _source.Topic);
    }

    private void Bury(LogRecord record, int ordinal, Cleansed cleansed)
    {
        _outgoing.Add(_encoder.Dead(record, ordinal, cleansed));
        Count(PipelineCounters.Dead, cleansed.Reason);
    }

    private void Count(string counter, string detail)
    {
        // A handful, and mostly one of the first two.
        var counts = CollectionsMarshal.AsSpan(_counts);
        foreach (ref var known in counts)
        {
            if (known.Counter == counter && known.Detail == detail)
            {
                known.Count++;
                return;
            }
        }

        _counts.Add((counter, detail, 1));
    }

    /// <summary>A feed hands them out in order, a trigger perhaps not.</summary>
    private static LogRecord[] InOrder(LogRecord[] records)
    {
        for (var index = 1; index < records.Length; index++)
        {
            if (records[index].Offset < records[index - 1].Offset)
            {
                return [.. records.OrderBy(record => record.Offset)];
            }
        }

        return records;
    }
}

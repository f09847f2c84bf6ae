using System.Globalization;
using Serverless.Streams.Codec;
using Serverless.Streams.Records;
using Serverless.Streams.Windows;

namespace Serverless.Streams.Fold;

/// <summary>
/// The stored form of a shard. State lies per definition under the definition's hash, never by its place in the plan: what the plan no longer has is skipped, what is new starts empty.
/// </summary>
internal sealed class FoldState(KeyedFold fold, long scoredHorizon, bool keepsActivations = true)
{
    private readonly ulong[] _trackHashes = [.. fold.Key.Tracks.Select(track => ParseHash(track.Hash))];
    private readonly ulong[] _firstTrackHashes = [.. fold.Key.Tracks.Select(track => ParseHash(track.FirstHash))];
    private readonly ulong[] _windowHashes = [.. fold.Key.Windows.Select(window => ParseHash(window.Hash))];
    private readonly ulong[] _firstWindowHashes = [.. fold.Key.Windows.Select(window => ParseHash(window.FirstHash))];

    /// <summary>What changed since the last checkpoint that was settled.</summary>
    public byte[] WriteDelta()
    {
        var writer = new StateWriter();
        WriteHead(writer);
        fold.Ids.Write(writer, all: false);
        fold.Waiting.Write(writer, all: false);
        foreach (var state in fold.Keys.Changed)
        {
            WriteKey(writer, state);
        }

        return writer.Close();
    }

    /// <summary>Everything. Keys that are silent past every retention are forgotten here: no event that may still come can see their rows.</summary>
    public byte[] WriteSnapshot()
    {
        var writer = new StateWriter();
        WriteHead(writer);
        fold.Ids.Write(writer, all: true);
        fold.Waiting.Write(writer, all: true);
        foreach (var state in fold.Keys.All.ToArray())
        {
            Evict(state);
            if (state.IsEmpty)
            {
                fold.Keys.Remove(state);
            }
            else
            {
                WriteKey(writer, state);
            }
        }

        return writer.Close();
    }

    /// <summary>The last delta or snapshot is a checkpoint on offer: the next delta starts behind it.</summary>
    public void Settle()
    {
        fold.Keys.Settle();
        fold.Ids.Settle();
        fold.Waiting.Settle();
    }

    /// <summary>Fills an empty fold.</summary>
    /// <param name="segments">In order; a later one covers an earlier one.</param>
    /// <exception cref="FormatException">Damaged, or of a format that this version does not know.</exception>
    public void Load(IEnumerable<ReadOnlyMemory<byte>> segments)
    {
        var loader = new StateReader();
        foreach (var segment in segments)
        {
            loader.Add(segment);
        }

        if (loader.Head is not { } head)
        {
            return;
        }

        ReadHead(head.Span);
        foreach (var (source, id, horizon) in loader.Ids)
        {
            fold.Ids.Load(source, id, horizon, fold.Origins.Watermark);
        }

        foreach (var waiting in loader.Waiting.Values)
        {
            if (waiting.Header.Time > fold.Origins.Watermark)
            {
                fold.Waiting.Load(waiting);
            }
        }

        foreach (var (key, value) in loader.Keys)
        {
            ReadKey(key, value.Span);
        }

        fold.Keys.Settle();
    }

    /// <summary>Position, origins, tick, activations and numbers alone, of the newest segment.</summary>
    /// <exception cref="FormatException">Damaged, or of a format that this version does not know.</exception>
    public void LoadHead(ReadOnlyMemory<byte> segment)
    {
        var loader = new StateReader();
        loader.Add(segment);
        if (loader.Head is { } head)
        {
            ReadHead(head.Span);
        }
    }

    /// <summary>After a load: what the inline delta holds is in no segment yet, so it counts as changed.</summary>
    public void Resume(ReadOnlyMemory<byte> inline)
    {
        var delta = new StateReader();
        delta.Add(inline);
        foreach (var key in delta.Keys.Keys.Concat(delta.Removed))
        {
            // What was forgotten may still lie in a segment below: the next delta has to say again that it is gone.
            fold.Keys.Touch(key);
        }

        foreach (var (source, id, horizon) in delta.Ids)
        {
            fold.Ids.Change(source, id, horizon);
        }

        foreach (var waiting in delta.Waiting.Values)
        {
            fold.Waiting.Change(waiting);
        }
    }

    private static ulong ParseHash(string hash) => ulong.Parse(hash, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private void WriteHead(StateWriter writer)
    {
        var head = writer.Scratch();
        head.Number(fold.Position);
        head.Signed(fold.LastTick);
        fold.Origins.Write(head);
        var activations = keepsActivations ? fold.Activations.Values.ToArray() : [];
        head.Number(activations.Length);
        foreach (var activation in activations)
        {
            ActivationCodec.Write(head, activation);
        }

        fold.Numbers.Write(head);
        head.Text(fold.Key.Shape);
        head.Number(fold.Plan.Sources.Length);
        foreach (var source in fold.Plan.Sources)
        {
            head.Text(source.Topic);
            head.Text(source.TimeText);
        }

        fold.Complete.Write(head, scoredHorizon);
        writer.Head(head);
    }

    private void ReadHead(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        fold.Position = reader.Number();
        fold.LastTick = reader.Signed();
        fold.Origins.Read(ref reader);
        for (var left = reader.Count(); left > 0; left--)
        {
            fold.Activate(ActivationCodec.Read(ref reader));
        }

        fold.Numbers.Read(ref reader);
        if (!reader.IsAtEnd)
        {
            CheckShape(ref reader);
        }

        if (!reader.IsAtEnd)
        {
            fold.Complete.Read(ref reader, fold.Origins.Watermark);
        }
    }

    /// <summary>The first format did not have it.</summary>
    private void CheckShape(ref ByteReader reader)
    {
        var isSame = reader.Text() == fold.Key.Shape;
        for (var left = reader.Count(); left > 0; left--)
        {
            var (topic, time) = (reader.Text(), reader.Text());
            isSame &= Array.TrueForAll([.. fold.Plan.Sources], source => source.Topic != topic || source.TimeText == time);
        }

        if (!isSame)
        {
            throw new StateMismatchException(
                $"what is stored under the key \"{fold.Key.Name}\" was made with another key, event type, event time, number of shards or AtWatermark(): that change is a rebuild; ./serverless diff tells which it is.");
        }
    }

    private void WriteKey(StateWriter writer, KeyState state)
    {
        Evict(state);
        if (state.IsEmpty)
        {
            writer.Removed(state.Key);
            return;
        }

        var value = writer.Scratch();
        var block = new ByteWriter();
        for (var index = 0; index < _trackHashes.Length; index++)
        {
            if (state.Tracks[index] is { IsEmpty: false } rows)
            {
                block.Clear();
                rows.Write(block);
                WriteBlock(value, _trackHashes[index], block);
            }
        }

        for (var index = 0; index < _windowHashes.Length; index++)
        {
            if (state.Windows[index] is { Newest: not null } windows)
            {
                block.Clear();
                WindowCodec.Write(block, fold.Key.Windows[index].Aggregates, windows);
                WriteBlock(value, _windowHashes[index], block);
            }
        }

        writer.Key(state.Key, value);
    }

    private static void WriteBlock(ByteWriter value, ulong hash, ByteWriter block)
    {
        value.Fixed64(hash);
        value.Bytes(block.Written);
    }

    private void ReadKey(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var reader = new ByteReader(value);
        KeyState? state = null;
        while (!reader.IsAtEnd)
        {
            var hash = reader.Fixed64();
            var block = new ByteReader(reader.Bytes());
            if (Array.IndexOf(_trackHashes, hash) is var track and >= 0)
            {
                state ??= fold.Keys.Touch(key);
                (state.Tracks[track] = new TimedRows(fold.Key.Tracks[track])).Read(ref block);
            }
            else if (Array.IndexOf(_firstTrackHashes, hash) is var firstTrack and >= 0)
            {
                state ??= fold.Keys.Touch(key);
                (state.Tracks[firstTrack] = new TimedRows(fold.Key.Tracks[firstTrack])).ReadFirst(ref block);
            }
            else if (Array.IndexOf(_windowHashes, hash) is var window and >= 0)
            {
                state ??= fold.Keys.Touch(key);
                Resume(window, WindowCodec.Read(ref block, fold.Key.Windows[window].Aggregates, state));
            }
            else if (Array.IndexOf(_firstWindowHashes, hash) is var firstWindow and >= 0)
            {
                state ??= fold.Keys.Touch(key);
                Resume(firstWindow, WindowCodec.ReadFirst(ref block, fold.Key.Windows[firstWindow].Aggregates, state));
            }
        }
    }

    private void Resume(int index, KeyWindows windows)
    {
        windows.Key.Windows[index] = windows;
        fold.Windows[index].Resume(windows, fold.Origins.Watermark);
    }

    private void Evict(KeyState state)
    {
        for (var index = 0; index < _trackHashes.Length; index++)
        {
            if (state.Tracks[index] is { } rows)
            {
                Retention.Evict(rows, fold.Key.Tracks[index], scoredHorizon, fold.Origins.Watermark);
            }
        }
    }
}

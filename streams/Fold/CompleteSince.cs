using System.Globalization;
using System.Numerics;
using Serverless.Streams.Codec;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>
/// From which event time on the state of each definition has all that came: from the first record, or, where the definition is newer than the state, from behind the newest event that was folded before it.
/// It decides nothing; it tells from when a new aggregate is exact.
/// </summary>
internal sealed class CompleteSince
{
    private readonly Dictionary<ulong, (long Since, long Reach)> _definitions = [];

    public CompleteSince(KeyPlan key)
    {
        foreach (var track in key.Tracks)
        {
            _definitions[Hash(track.Hash, 0)] = (long.MinValue, track.Reach);
            foreach (var column in track.Columns)
            {
                _definitions[Hash(track.Hash, column.Hash)] = (long.MinValue, track.Reach);
            }

            foreach (var aggregate in track.Ever)
            {
                _definitions[Hash(track.Hash, aggregate.Hash)] = (long.MinValue, 0);
            }
        }

        foreach (var window in key.Windows)
        {
            foreach (var aggregate in window.Aggregates)
            {
                _definitions[Hash(window.Hash, aggregate.Hash)] = (long.MinValue, 0);
            }
        }
    }

    /// <summary>The greatest event time that was folded.</summary>
    public long Newest { get; set; } = long.MinValue;

    /// <summary>The first event time for which a trailing aggregate has all rows; <see cref="long.MinValue"/>: every one.</summary>
    public long ExactFrom(TrackPlan track, TrailingPlan aggregate)
    {
        if (aggregate.ForgetAfter > 0)
        {
            return _definitions[Hash(track.Hash, aggregate.Hash)].Since;
        }

        var rows = _definitions[Hash(track.Hash, 0)].Since;
        var since = aggregate.Column < 0 ? rows : Math.Max(rows, _definitions[Hash(track.Hash, track.Columns[aggregate.Column].Hash)].Since);
        return since == long.MinValue ? since : since + aggregate.Delay + aggregate.Span + (aggregate.WithStart ? 1 : 0);
    }

    /// <summary>The first start of a window that an aggregate has seen whole; <see cref="long.MinValue"/>: every one.</summary>
    public long ExactFrom(WindowPlan window, WindowAggregatePlan aggregate)
    {
        var since = _definitions[Hash(window.Hash, aggregate.Hash)].Since;
        return since == long.MinValue ? since : since + 1;
    }

    /// <summary>Writes what is known.</summary>
    /// <param name="writer">Takes the bytes.</param>
    /// <param name="horizon">By which rows are evicted: it tells a later plan what is gone.</param>
    public void Write(ByteWriter writer, long horizon)
    {
        writer.Signed(Newest);
        writer.Number(horizon);
        writer.Number(_definitions.Count);
        foreach (var (hash, (since, reach)) in _definitions)
        {
            writer.Fixed64(hash);
            writer.Number(reach);
            writer.Byte(since == long.MinValue ? (byte)0 : (byte)1);
            if (since != long.MinValue)
            {
                writer.Signed(since);
            }
        }
    }

    /// <summary>Takes over what was known.</summary>
    /// <param name="reader">Behind the rest of the head.</param>
    /// <param name="watermark">The shard's watermark then.</param>
    /// <exception cref="FormatException">Damaged.</exception>
    public void Read(ref ByteReader reader, long watermark)
    {
        (Newest, var horizon) = (reader.Signed(), reader.Number());

        // Rows at or below it, less the reach of their track, may be gone.
        var forgotten = horizon == Horizon.None || watermark == long.MinValue ? long.MinValue : watermark - horizon - 1;
        var stored = new Dictionary<ulong, (long Since, long Reach)>();
        for (var left = reader.Count(); left > 0; left--)
        {
            var (hash, reach) = (reader.Fixed64(), reader.Number());
            stored[hash] = (reader.Byte() == 0 ? long.MinValue : reader.Signed(), reach);
        }

        foreach (var (hash, (_, reach)) in _definitions.ToArray())
        {
            var since = !stored.TryGetValue(hash, out var was) ? Newest
                : was.Reach >= reach || forgotten == long.MinValue ? was.Since
                : Math.Max(was.Since, forgotten - was.Reach);
            _definitions[hash] = (since, reach);
        }
    }

    private static ulong Hash(string home, ulong part) => BitOperations.RotateLeft(ulong.Parse(home, NumberStyles.HexNumber, CultureInfo.InvariantCulture), 17) ^ part;
}

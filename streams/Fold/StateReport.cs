using Serverless.Streams.Codec;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>What a shard's checkpoint holds, per definition.</summary>
internal sealed class StateReport
{
    private readonly Dictionary<ulong, (long Keys, long Bytes)> _stored = [];

    /// <summary>Reads a shard's segments.</summary>
    /// <param name="plan">The pipeline.</param>
    /// <param name="stage">The key's number.</param>
    /// <param name="segments">In order; a later one covers an earlier one.</param>
    /// <exception cref="FormatException">Damaged, of a later format, or of a definition that can't be gone on from.</exception>
    public StateReport(PipelinePlan plan, int stage, IReadOnlyCollection<ReadOnlyMemory<byte>> segments)
    {
        var reader = new StateReader();
        foreach (var segment in segments)
        {
            reader.Add(segment);
        }

        foreach (var value in reader.Keys.Values)
        {
            Measure(value.Span);
        }

        var fold = new KeyedFold(plan, stage);
        new FoldState(fold, Horizon.OfScored(plan)).Load(segments);
        (Keys, Ids, Waiting, Watermark) = (fold.Keys.Count, fold.Ids.Count, fold.Waiting.Count, fold.Origins.Watermark);
        Lines = [.. Of(fold)];
        Warming = [.. WarmingOf(fold)];
    }

    public int Keys { get; }

    /// <summary>Business ids that are remembered.</summary>
    public int Ids { get; }

    /// <summary>Events that wait for the watermark.</summary>
    public int Waiting { get; }

    public long Watermark { get; }

    public IReadOnlyList<StateLine> Lines { get; }

    /// <summary>Aggregates that are newer than the state, while an event or a window may still come that they have not seen whole.</summary>
    public IReadOnlyList<WarmingLine> Warming { get; }

    private static IEnumerable<WarmingLine> WarmingOf(KeyedFold fold)
    {
        foreach (var track in fold.Key.Tracks)
        {
            foreach (var aggregate in track.Aggregates)
            {
                var kind = aggregate.ForgetAfter > 0 ? WarmingKind.Keys : aggregate.Rows > 0 ? WarmingKind.Rows : WarmingKind.Events;
                if (fold.Complete.ExactFrom(track, aggregate) is var from && from != long.MinValue && (kind != WarmingKind.Events || from > fold.Origins.Watermark))
                {
                    yield return new WarmingLine(aggregate.Name, kind, from);
                }
            }
        }

        foreach (var window in fold.Key.Windows)
        {
            foreach (var aggregate in window.Aggregates)
            {
                if (fold.Complete.ExactFrom(window, aggregate) is var from && from != long.MinValue && from + window.Size + window.AllowedLateness > fold.Origins.Watermark)
                {
                    yield return new WarmingLine($"{window.Name}.{aggregate.Name}", WarmingKind.Windows, from);
                }
            }
        }
    }

    private void Measure(ReadOnlySpan<byte> value)
    {
        var reader = new ByteReader(value);
        while (!reader.IsAtEnd)
        {
            var hash = reader.Fixed64();
            var (keys, bytes) = _stored.GetValueOrDefault(hash);
            _stored[hash] = (keys + 1, bytes + reader.Bytes().Length);
        }
    }

    private IEnumerable<StateLine> Of(KeyedFold fold)
    {
        var left = new HashSet<ulong>(_stored.Keys);
        for (var index = 0; index < fold.Key.Tracks.Length; index++)
        {
            var (track, at) = (fold.Key.Tracks[index], index);
            var name = "rows of " + (track.Source is { } source ? fold.Plan.Sources[source].Topic : "events");
            yield return Line(name, track.Hash, left, fold.Keys.All.Min(key => key.Tracks[at]?.OldestTime));
        }

        for (var index = 0; index < fold.Key.Windows.Length; index++)
        {
            var (window, at) = (fold.Key.Windows[index], index);
            yield return Line(window.Name, window.Hash, left, fold.Keys.All.Min(key => key.Windows[at]?.Oldest?.Start));
        }

        foreach (var hash in left.Order())
        {
            yield return new StateLine(null, hash, _stored[hash].Keys, _stored[hash].Bytes, null);
        }
    }

    private StateLine Line(string name, string hash, HashSet<ulong> left, long? oldest)
    {
        var number = ulong.Parse(hash, System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
        left.Remove(number);
        var (keys, bytes) = _stored.GetValueOrDefault(number);
        return new StateLine(name, number, keys, bytes, oldest);
    }
}

using System.Collections.Immutable;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Codec;
using Serverless.Streams.Plan;
using Serverless.Streams.Windows;

namespace Serverless.Streams.Fold;

/// <summary>
/// The stored form of one window's open parts under one key. Each aggregate lies under its own hash: what the plan no longer has is skipped; what is new is missing in the parts that were open before it.
/// </summary>
internal static class WindowCodec
{
    private const int Version = 2;

    public static void Write(ByteWriter target, ImmutableArray<WindowAggregatePlan> aggregates, KeyWindows windows)
    {
        target.Number(Version);
        target.Number(aggregates.Length);
        foreach (var aggregate in aggregates)
        {
            target.Fixed64(aggregate.Hash);
            target.Number(aggregate.Spec.NewAccumulator().Version);
        }

        target.Number(windows.Count);
        var state = new ByteWriter(64);
        for (var window = windows.Newest; window is not null; window = window.Older)
        {
            target.Signed(window.Start);
            target.Number(window.End - window.Start);
            target.Number(window.Fired);
            target.Byte(window.Aggregates is null ? (byte)0 : (byte)1);
            foreach (var accumulator in window.Aggregates ?? [])
            {
                // No accumulator writes nothing at all, so nothing stands for none.
                state.Clear();
                accumulator?.Write(state);
                target.Bytes(state.Written);
            }
        }
    }

    /// <exception cref="FormatException">Damaged, or of a later version.</exception>
    public static KeyWindows Read(ref ByteReader reader, ImmutableArray<WindowAggregatePlan> aggregates, KeyState key)
    {
        var version = reader.Number();
        if (version is < 1 or > Version)
        {
            throw new FormatException($"Open windows are stored in version {version}; this program knows those up to {Version}.");
        }

        var stored = new (int Target, int Version)[reader.Count()];
        for (var index = 0; index < stored.Length; index++)
        {
            stored[index] = (Find(aggregates, reader.Fixed64()), reader.Small());
        }

        var windows = new KeyWindows(key);
        for (var left = reader.Count(); left > 0; left--)
        {
            var start = reader.Signed();
            var window = new OpenWindow(start, version == 1 ? start : WindowTimes.Plus(start, reader.Number())) { Fired = reader.Small() };
            if (version == 1 || reader.Byte() != 0)
            {
                window.Aggregates = new Accumulator?[aggregates.Length];
                foreach (var (target, stateVersion) in stored)
                {
                    var state = new ByteReader(reader.Bytes());
                    if (target >= 0 && !state.IsAtEnd)
                    {
                        window.Aggregates[target] = aggregates[target].Spec.NewAccumulator();
                        window.Aggregates[target]!.Read(ref state, stateVersion);
                    }
                }
            }

            windows.Insert(window);
        }

        return windows;
    }

    /// <summary>The first format: all aggregates in the plan's order, each a count and a compensated sum.</summary>
    public static KeyWindows ReadFirst(ref ByteReader reader, ImmutableArray<WindowAggregatePlan> aggregates, KeyState key)
    {
        var windows = new KeyWindows(key);
        for (var left = reader.Count(); left > 0; left--)
        {
            var start = reader.Signed();
            var window = new OpenWindow(start, start) { Fired = reader.Small(), Aggregates = new Accumulator?[aggregates.Length] };
            for (var index = 0; index < aggregates.Length; index++)
            {
                window.Aggregates[index] = aggregates[index].Spec.NewAccumulator();
                window.Aggregates[index]!.Read(ref reader, 0);
            }

            windows.Insert(window);
        }

        return windows;
    }

    private static int Find(ImmutableArray<WindowAggregatePlan> aggregates, ulong hash)
    {
        for (var index = 0; index < aggregates.Length; index++)
        {
            if (aggregates[index].Hash == hash)
            {
                return index;
            }
        }

        return -1;
    }
}

using System.Collections.Immutable;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Codec;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>The stored form of one window's open parts under one key. Each aggregate lies under its own hash: what the plan no longer has is skipped, what is new starts empty.</summary>
internal static class WindowCodec
{
    private const int Version = 1;

    public static void Write(ByteWriter target, ImmutableArray<WindowAggregatePlan> aggregates, IList<OpenWindow> windows)
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
        foreach (var window in windows)
        {
            target.Signed(window.Start);
            target.Number(window.Fired);
            foreach (var accumulator in window.Aggregates)
            {
                state.Clear();
                accumulator.Write(state);
                target.Bytes(state.Written);
            }
        }
    }

    public static List<OpenWindow> Read(ref ByteReader reader, ImmutableArray<WindowAggregatePlan> aggregates)
    {
        var version = reader.Number();
        if (version != Version)
        {
            throw new FormatException($"Open windows are stored in version {version}; this program knows those up to {Version}.");
        }

        var stored = new (int Target, int Version)[reader.Count()];
        for (var index = 0; index < stored.Length; index++)
        {
            stored[index] = (Find(aggregates, reader.Fixed64()), reader.Small());
        }

        var windows = new List<OpenWindow>();
        for (var left = reader.Count(); left > 0; left--)
        {
            var window = new OpenWindow(reader.Signed(), aggregates) { Fired = reader.Small() };
            foreach (var (target, stateVersion) in stored)
            {
                var state = new ByteReader(reader.Bytes());
                if (target >= 0)
                {
                    window.Aggregates[target].Read(ref state, stateVersion);
                }
            }

            windows.Add(window);
        }

        return windows;
    }

    /// <summary>The first format: all aggregates in the plan's order, each a count and a compensated sum.</summary>
    public static List<OpenWindow> ReadFirst(ref ByteReader reader, ImmutableArray<WindowAggregatePlan> aggregates)
    {
        var windows = new List<OpenWindow>();
        for (var left = reader.Count(); left > 0; left--)
        {
            var window = new OpenWindow(reader.Signed(), aggregates) { Fired = reader.Small() };
            foreach (var accumulator in window.Aggregates)
            {
                accumulator.Read(ref reader, 0);
            }

            windows.Add(window);
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

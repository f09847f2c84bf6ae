using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Streams.Accumulators;
using Serverless.Streams.Codec;
using Serverless.Streams.Fold;
using Serverless.Streams.Plan;
using Serverless.Streams.Records;
using Serverless.Streams.Windows;
using Serverless.Tests.Unit.Streams.Accumulators;
using Serverless.Tests.Unit.Streams.Fold;

namespace Serverless.Tests.Unit.Streams.Records;

/// <summary>Random, cut and flipped bytes are read or refused with a <see cref="FormatException"/>: nothing else is ever thrown.</summary>
public sealed class HostileBytesTests
{
    private const int Tests = 2_000;

    public static TheoryData<string> Formats => [.. Readers.Keys];

    // Before the readers, which need it.
    private static ImmutableArray<WindowAggregatePlan> Aggregates { get; } =
        [.. Enum.GetValues<AggregateKind>().Select((kind, index) => new WindowAggregatePlan("a", Samples.Of(kind), _ => default, "") { Hash = (ulong)index })];

    private static ImmutableArray<WindowAggregatePlan> FirstAggregates { get; } =
        [.. Aggregates.Where(aggregate => aggregate.Spec.Kind is AggregateKind.Count or AggregateKind.Sum or AggregateKind.Mean)];

    private static CarriedLayout Layout { get; } = new([1, 2], [3, 4, 5, 6]);

    private static TrackPlan Track { get; } = FoldPipeline.PlanOfKey(key =>
    {
        key.Last(TimeSpan.FromHours(1)).Sum("sum", r => r.Value);
        key.Last(TimeSpan.FromHours(1)).CountDistinct("ids", r => r.Id);
        key.Ever(TimeSpan.FromHours(1)).Mean("mean", r => r.Value);
        key.Ever(TimeSpan.FromHours(1)).TopK("top", r => r.Id, 3);
    }).Keys[0].Tracks[0];


    private static Dictionary<string, (byte[] Good, Action<byte[]> Read)> Readers { get; } = new()
    {
        ["header"] = (KeyedHeaderTests.Full.ToBytes(new ByteWriter()), bytes => KeyedHeader.Parse(bytes)),
        ["tick"] = (TickTests.Full.ToBytes(), bytes => Tick.Parse(bytes)),
        ["origin list"] = (OriginListTests.Full.ToBytes(), bytes => OriginList.Parse(bytes)),
        ["event"] = (Event(), bytes => EventValue.Read(bytes, Layout, new double[2], new object?[4])),
        ["event's JSON"] = (Event(), bytes => EventValue.Json(bytes)),
        ["origins"] = (Written(Origins().Write), bytes => Read(bytes, (ref ByteReader reader) => new OriginTable().Read(ref reader))),
        ["rows"] = (Written(Rows().Write), bytes => Read(bytes, (ref ByteReader reader) => new TimedRows(Track).Read(ref reader))),
        ["windows"] = (Written(writer => WindowCodec.Write(writer, Aggregates, Windows())), bytes => Read(bytes, (ref ByteReader reader) => WindowCodec.Read(ref reader, Aggregates, NewKey()))),
        ["windows of the first format"] = (FirstWindows(), bytes => Read(bytes, (ref ByteReader reader) => WindowCodec.ReadFirst(ref reader, FirstAggregates, NewKey()))),
        ["numbers"] = (Written(Numbers().Write), bytes => Read(bytes, (ref ByteReader reader) => new OutputNumbers([]).Read(ref reader))),
        ["segment"] = (Segment(), bytes => new StateReader().Add(bytes)),
        ["segment with its checksum put right"] = (Segment(), bytes => new StateReader().Add(Signed(bytes))),
        ["trace context"] = ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"u8.ToArray(), bytes => TraceContext.Parse(bytes)),
    };

    private delegate void Reading(ref ByteReader reader);

    [Theory]
    [MemberData(nameof(Formats))]
    public void Good_bytes_are_read(string format) => Readers[format].Read(Readers[format].Good);

    [Theory]
    [MemberData(nameof(Formats))]
    public void Random_bytes_throw_nothing_else(string format) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Tests), Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => IsReadOrRefused(format, bytes)));

    [Theory]
    [MemberData(nameof(Formats))]
    public void Bytes_cut_anywhere_throw_nothing_else(string format)
    {
        var good = Readers[format].Good;
        for (var length = 0; length < good.Length; length++)
        {
            Assert.True(IsReadOrRefused(format, good[..length]), $"{format}, cut to {length} bytes");
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Bytes_with_a_bit_or_a_byte_changed_throw_nothing_else(string format)
    {
        var good = Readers[format].Good;
        for (var index = 0; index < good.Length; index++)
        {
            for (var change = 1; change < 256; change++)
            {
                var bytes = good.ToArray();
                bytes[index] ^= (byte)change;
                Assert.True(IsReadOrRefused(format, bytes), $"{format}, byte {index} changed by {change}");
            }
        }
    }

    private static bool IsReadOrRefused(string format, byte[] bytes)
    {
        try
        {
            Readers[format].Read(bytes);
            return true;
        }
        catch (FormatException)
        {
            return true;
        }
    }

    private static void Read(byte[] bytes, Reading read)
    {
        var reader = new ByteReader(bytes);
        read(ref reader);
    }

    private static byte[] Written(Action<ByteWriter> write)
    {
        var writer = new ByteWriter();
        write(writer);
        return writer.ToArray();
    }

    private static OriginTable Origins()
    {
        var origins = new OriginTable();
        origins.Count(OriginListTests.Full);
        origins.Take(new OriginId(1, 0, 1), new OriginPosition(700, OutputId.SlotOf(2, 3)));
        origins.Advance(new OriginId(1, 0, 1), -700, isIdle: true);
        return origins;
    }

    private static byte[] Event() => Written(writer => EventValue.Write(writer, Layout, [1.5, double.NaN], ["text", null, new[] { 1.5, 2 }, new[] { "a", "b" }]));

    private static TimedRows Rows()
    {
        var rows = new TimedRows(Track);
        rows.Insert(-5, [new(1), new(double.NaN, "text")]);
        rows.Settle(0);
        rows.Insert(1_700_000_000_000, [new(2.5), AggregateValue.Missing]);
        return rows;
    }

    private static KeyState NewKey() => new(new KeyTable(0, 1), [1], 0, 1);

    private static KeyWindows Windows()
    {
        var windows = new KeyWindows(NewKey());
        windows.Insert(new OpenWindow(-5, 700) { Fired = 1, Aggregates = [.. Aggregates.Select(aggregate => aggregate.Spec.NewAccumulator())] });
        windows.Insert(new OpenWindow(1_700_000_000_000, 1_700_000_000_000));
        foreach (var accumulator in windows.Find(-5)!.Aggregates!)
        {
            accumulator!.Add(new AggregateValue(12.34, "text"), 0);
            accumulator.Add(new AggregateValue(-1e8), 0);
        }

        return windows;
    }

    private static byte[] FirstWindows() => Written(writer =>
    {
        writer.Number(1);
        writer.Signed(-5);
        writer.Number(1);
        foreach (var _ in FirstAggregates)
        {
            writer.Number(2);
            writer.Double(12.34);
            writer.Double(1e-20);
        }
    });

    private static OutputNumbers Numbers()
    {
        var numbers = new OutputNumbers([new OutputDefinition(OutputKind.Event, 0, "prediction"), new OutputDefinition(OutputKind.Late, 0, "late")]);
        numbers.Assign(300);
        return numbers;
    }

    private static byte[] Segment()
    {
        var writer = new StateWriter();
        writer.UniqueId(1, "an id", 1_700_000_000_000);
        writer.Key("a key"u8, new ByteWriter());
        writer.Removed("another"u8);
        return writer.Close();
    }

    private static byte[] Signed(byte[] bytes)
    {
        if (bytes.Length >= sizeof(uint))
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - sizeof(uint)), StateWriter.Checksum(bytes.AsSpan(0, bytes.Length - sizeof(uint))));
        }

        return bytes;
    }
}

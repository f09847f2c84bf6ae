using Serverless.Streams.Accumulators;
using Serverless.Streams.Codec;
using Serverless.Streams.Plan;

namespace Serverless.Streams.Fold;

/// <summary>The stored form of rows. Each column lies under its own hash: what the plan no longer has is skipped, what is new is missing in old rows.</summary>
internal static class TimedRowsCodec
{
    // The second one has totals behind the rows; without them the first one is written still.
    private const int Version = 2;

    // A number that is whole and not too long takes as many bytes as it needs; others are told by these two.
    private const ulong NoNumber = 0;
    private const ulong AnyNumber = 1;
    private const ulong Whole = 2;
    private const double MostWhole = 1L << 53;

    public static void Write(ByteWriter writer, TimedRows rows, TrackPlan plan)
    {
        writer.Number(rows.Ever.IsEmpty ? 1 : Version);
        writer.Number(plan.Columns.Length);
        foreach (var column in plan.Columns)
        {
            writer.Fixed64(column.Hash);
            writer.Byte(column.IsText ? (byte)1 : (byte)0);
        }

        writer.Number(rows.Count);
        var last = 0L;
        for (var row = rows.First; row < rows.First + rows.Count; row++)
        {
            writer.Signed(unchecked(rows.TimeOf(row) - last));
            last = rows.TimeOf(row);
            for (var column = 0; column < plan.Columns.Length; column++)
            {
                var value = rows.ValueOf(row, column);
                if (plan.Columns[column].IsText)
                {
                    ValueCodec.WriteText(writer, (string?)value.Object);
                }
                else
                {
                    WriteNumber(writer, value.Number);
                }
            }
        }

        if (!rows.Ever.IsEmpty)
        {
            WriteEver(writer, rows);
        }
    }

    public static void Read(ref ByteReader reader, TimedRows rows, TrackPlan plan)
    {
        var version = reader.Number();
        if (version is < 1 or > Version)
        {
            throw new FormatException($"Rows are stored in version {version}; this program knows those up to {Version}.");
        }

        var stored = new (int Target, bool IsText)[reader.Count()];
        for (var index = 0; index < stored.Length; index++)
        {
            var hash = reader.Fixed64();
            var isText = reader.Byte() != 0;
            stored[index] = (Find(plan, hash, isText), isText);
        }

        var row = new AggregateValue[plan.Columns.Length];
        Array.Fill(row, AggregateValue.Missing);
        var time = 0L;
        for (var left = reader.Count(); left > 0; left--)
        {
            time = unchecked(time + reader.Signed());
            foreach (var (target, isText) in stored)
            {
                var value = isText ? new AggregateValue(double.NaN, ValueCodec.ReadText(ref reader)) : new AggregateValue(ReadNumber(ref reader));
                if (target >= 0)
                {
                    row[target] = value;
                }
            }

            rows.Insert(time, row);
        }

        if (version > 1)
        {
            ReadEver(ref reader, rows);
        }
    }

    public static void ReadFirst(ref ByteReader reader, TimedRows rows, TrackPlan plan)
    {
        var row = new AggregateValue[plan.Columns.Length];
        var time = 0L;
        for (var left = reader.Count(); left > 0; left--)
        {
            time = unchecked(time + reader.Signed());
            for (var column = 0; column < row.Length; column++)
            {
                row[column] = new AggregateValue(reader.Double());
            }

            rows.Insert(time, row);
        }
    }

    private static void WriteEver(ByteWriter writer, TimedRows rows)
    {
        writer.Signed(rows.Settled);
        writer.Number(rows.Ever.Count(total => !total.IsEmpty));
        var state = new ByteWriter(64);
        foreach (var total in rows.Ever.Where(total => !total.IsEmpty))
        {
            writer.Fixed64(total.Plan.Hash);
            writer.Number(total.Accumulator.Version);
            writer.Signed(total.First);
            writer.Signed(total.Last);
            state.Clear();
            total.Accumulator.Write(state);
            writer.Bytes(state.Written);
        }
    }

    private static void ReadEver(ref ByteReader reader, TimedRows rows)
    {
        rows.Settled = reader.Signed();
        for (var left = reader.Count(); left > 0; left--)
        {
            var (hash, version) = (reader.Fixed64(), reader.Small());
            var (first, last) = (reader.Signed(), reader.Signed());
            var state = new ByteReader(reader.Bytes());
            if (rows.Ever.FirstOrDefault(total => total.Plan.Hash == hash) is { } total)
            {
                total.Accumulator.Read(ref state, version);
                total.Load(first, last);
            }
        }
    }

    private static int Find(TrackPlan plan, ulong hash, bool isText)
    {
        for (var index = 0; index < plan.Columns.Length; index++)
        {
            if (plan.Columns[index].Hash == hash && plan.Columns[index].IsText == isText)
            {
                return index;
            }
        }

        return -1;
    }

    private static void WriteNumber(ByteWriter writer, double number)
    {
        if (double.IsNaN(number))
        {
            writer.Unsigned(NoNumber);
        }
        else if (Math.Abs(number) < MostWhole && BitConverter.DoubleToInt64Bits((long)number) == BitConverter.DoubleToInt64Bits(number))
        {
            var whole = (long)number;
            writer.Unsigned((ulong)((whole << 1) ^ (whole >> 63)) + Whole);
        }
        else
        {
            writer.Unsigned(AnyNumber);
            writer.Double(number);
        }
    }

    private static double ReadNumber(ref ByteReader reader)
    {
        var value = reader.Unsigned();
        if (value < Whole)
        {
            return value == NoNumber ? double.NaN : reader.Double();
        }

        value -= Whole;
        return (long)(value >> 1) ^ -(long)(value & 1);
    }
}

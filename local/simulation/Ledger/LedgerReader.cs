using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.World;

namespace Serverless.Local.Simulation.Ledger;

/// <summary>Reads the lines that <see cref="LedgerWriter"/> appends, also while it does.</summary>
internal static class LedgerReader
{
    private const int MostParts = 5;

    private static readonly Dictionary<string, RecordKind> Kinds = RecordKinds.All.ToDictionary(kind => $"{kind}", StringComparer.Ordinal);

    public static SentLedger Read(string path)
    {
        SentLedger ledger = new();
        if (!File.Exists(path))
            return ledger;

        var number = 0;
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
            using StreamReader reader = new(file, Encoding.ASCII);
            foreach (var line in WholeLines(reader))
            {
                number++;
                Take(ledger, line);
            }
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException or OverflowException or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw new SimulationException($"The ledger {path} is damaged in line {number}.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SimulationException($"The ledger {path} can't be read: {failure.Message}", failure);
        }

        return ledger;
    }

    // A last line without its end was torn by a kill, or is just being written.
    private static IEnumerable<string> WholeLines(StreamReader reader)
    {
        var rest = "";
        var block = new char[1 << 16];
        int read;
        while ((read = reader.Read(block)) > 0)
        {
            var from = 0;
            int length;
            while ((length = block.AsSpan(from, read - from).IndexOf('\n')) >= 0)
            {
                yield return string.Concat(rest, block.AsSpan(from, length));
                rest = "";
                from += length + 1;
            }

            rest = string.Concat(rest, block.AsSpan(from, read - from));
        }
    }

    private static void Take(SentLedger ledger, string line)
    {
        if (char.IsAsciiLetterUpper(line[0]))
        {
            Record(ledger, line);
            return;
        }

        var parts = line.Split(' ');
        switch (parts[0])
        {
            case "session":
                ledger.Session = ledger.Session.Next(parts[2], parts.Skip(3));
                ledger.IsComplete = false;
                break;
            case "day":
                ledger.Day = int.Parse(parts[1], CultureInfo.InvariantCulture) + 1;
                ledger.Index = 0;
                break;
            case "live":
                ledger.LiveSince ??= long.Parse(parts[1], CultureInfo.InvariantCulture);
                break;
            case "stop":
                ledger.IsComplete = true;
                break;
            default:
                throw new FormatException();
        }
    }

    private static void Record(SentLedger ledger, ReadOnlySpan<char> line)
    {
        Span<Range> parts = stackalloc Range[MostParts];
        var count = line.Split(parts, ' ');
        var kind = Kinds.GetAlternateLookup<ReadOnlySpan<char>>()[line[parts[0]]];
        var partition = int.Parse(line[parts[1]], NumberStyles.None, CultureInfo.InvariantCulture);
        var isReport = kind == RecordKind.Report;
        var isFraud = false;
        if (kind == RecordKind.Good)
        {
            if (!PaymentId.TryParse(line[parts[2]], out var id))
                throw new FormatException();
            var scenario = (FraudScenario)int.Parse(line[parts[3]], NumberStyles.None, CultureInfo.InvariantCulture);
            ledger.Good.Add(id, scenario);
            isFraud = scenario != FraudScenario.None;
        }
        else if (RecordKinds.ReasonOf(kind) is { } reason)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(ledger.Dead, new DeadKey(reason, line[parts[3]].ToString()), out _)++;
        }

        ledger.Counts.Add(kind, isFraud, isTooLate: count == MostParts);
        var partitions = isReport ? ledger.Reports : ledger.Transactions;
        partitions[partition] = partitions.GetValueOrDefault(partition) + 1;
        ledger.Session.Add(isReport, partition, ledger.Day, ledger.Index++);
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.Sending;

namespace Serverless.Local.Simulation.Ledger;

/// <summary>
/// Appends to the ledger. Lines go to the operating system before their records are sent, unbuffered: nothing that was sent is missing, whoever dies.
/// What stands in it and was not sent is made good by the next run (<see cref="SentLedger.Unsent"/>).
/// </summary>
internal sealed class LedgerWriter : IDisposable
{
    private readonly string _path;
    private readonly FileStream _lock;
    private readonly FileStream _file;
    private readonly StringBuilder _text = new();

    /// <summary>Opens the ledger of a directory, without the line that a killed process left torn.</summary>
    public LedgerWriter(string directory)
    {
        _path = Path.Combine(directory, LedgerFiles.Sent);
        try
        {
            Directory.CreateDirectory(directory);

            // One writer at a time: only a file that is shared with nobody is locked on every system.
            _lock = new FileStream(Path.Combine(directory, LedgerFiles.Lock), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            _file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            CutTornLine();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose();
            _lock?.Dispose();
            throw Refused(failure);
        }
    }

    /// <summary>A run begins: on which broker, where each partition ends, and how many of the last run's records are still to be sent there.</summary>
    public void Session(DateTimeOffset now, string source, IEnumerable<(bool IsReport, int Partition, long End, long Unsent)> partitions)
    {
        Control("session", now);
        _text.Append(' ').Append(source);
        foreach (var (isReport, partition, end, unsent) in partitions)
        {
            _text.Append(CultureInfo.InvariantCulture, $" {(isReport ? 'r' : 't')}{partition}={end}+{unsent}");
        }

        Flush();
    }

    public void Append(IReadOnlyList<SourceRecord> records)
    {
        foreach (var record in records)
        {
            var shipment = record.Shipment;
            _text.Append(CultureInfo.InvariantCulture, $"{shipment.Kind} {record.Partition} {RecordEncoder.IdOf(shipment)}");
            if (RecordKinds.ReasonOf(shipment.Kind) is not null)
                _text.Append(' ').Append(Convert.ToHexStringLower(SHA256.HashData(record.Value)));
            else if (shipment.Kind == RecordKind.Good)
                _text.Append(CultureInfo.InvariantCulture, $" {(int)shipment.Payment.Scenario}{(shipment.IsTooLate ? " late" : "")}");
            _text.Append('\n');
        }

        Write();
    }

    /// <summary>All of a day is in the ledger.</summary>
    public void Day(int day)
    {
        _text.Append(CultureInfo.InvariantCulture, $"day {day}");
        Flush();
    }

    /// <summary>Live traffic begins.</summary>
    public void Live(DateTimeOffset now)
    {
        Control("live", now);
        Flush();
        var marker = Path.Combine(Path.GetDirectoryName(_path)!, LedgerFiles.Live);
        try
        {
            if (!File.Exists(marker))
                File.WriteAllText(marker, now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Refused(failure);
        }
    }

    /// <summary>A run ends: everything in the ledger was acknowledged.</summary>
    public void Stop(DateTimeOffset now)
    {
        Control("stop", now);
        Flush();
    }

    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    private void Control(string word, DateTimeOffset now) => _text.Append(CultureInfo.InvariantCulture, $"{word} {now.ToUnixTimeMilliseconds()}");

    private void Flush()
    {
        _text.Append('\n');
        Write();
    }

    private void Write()
    {
        try
        {
            _file.Write(Encoding.ASCII.GetBytes(_text.ToString()));
        }
        catch (IOException failure)
        {
            throw Refused(failure);
        }

        _text.Clear();
    }

    private void CutTornLine()
    {
        var end = _file.Length;
        while (end > 0)
        {
            _file.Position = end - 1;
            if (_file.ReadByte() == '\n')
                break;
            end--;
        }

        _file.SetLength(end);
        _file.Position = end;
    }

    private SimulationException Refused(Exception failure) => new($"The ledger {_path} can't be written: {failure.Message}", failure);
}

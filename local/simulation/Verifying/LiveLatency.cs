using System.Globalization;
using Serverless.Local.Simulation.Ledger;

namespace Serverless.Local.Simulation.Verifying;

/// <summary>Latencies of live traffic: of predictions whose source record was written after the simulator's marker.</summary>
internal sealed class LiveLatency(string ledgerDirectory, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly string _marker = Path.Combine(ledgerDirectory, LedgerFiles.Live);
    private long _since = long.MaxValue;
    private long _looked;

    /// <summary>Since live traffic began.</summary>
    public LatencyHistogram All { get; } = new();

    /// <summary>Since it was cleared last.</summary>
    public LatencyHistogram Recent { get; } = new();

    /// <param name="ingest">The broker's time stamp of the source record, in digits.</param>
    public void Take(ReadOnlySpan<byte> ingest)
    {
        if (_since == long.MaxValue)
            Look();
        if (!long.TryParse(ingest, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) || milliseconds < _since)
            return;
        var latency = time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        All.Add(latency);
        Recent.Add(latency);
    }

    private void Look()
    {
        if (_looked != 0 && time.GetElapsedTime(_looked) < LookEvery)
            return;
        _looked = time.GetTimestamp();
        if (File.Exists(_marker) && long.TryParse(File.ReadAllText(_marker), NumberStyles.None, CultureInfo.InvariantCulture, out var since))
            _since = since;
    }
}

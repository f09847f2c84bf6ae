using Serverless.Local.Host;
using Serverless.Local.Host.Faults;
using Serverless.Local.Simulation.Random;

namespace Serverless.Local.Cli.Chaos;

/// <summary>The faults of a seed, one after another, always the same; what they meet depends on the machine.</summary>
internal sealed class FaultPlan(ulong seed, LogKind log, int hosts, TimeSpan session)
{
    private static readonly FaultKind[] OnFiles = [FaultKind.Kill, FaultKind.Failpoint, FaultKind.TornWrite, FaultKind.Storage, FaultKind.Broker, FaultKind.Restart];
    private static readonly FaultKind[] OnKafka = [FaultKind.Kill, FaultKind.Failpoint, FaultKind.Pause, FaultKind.Storage, FaultKind.Restart, FaultKind.Broker];
    private readonly List<FaultKind> _turn = [];
    private ulong _counter = seed;

    public Fault Next()
    {
        // Each kind once, in some order, then all again: a few faults already meet every kind.
        if (_turn.Count == 0)
        {
            _turn.AddRange(log == LogKind.Files ? OnFiles : OnKafka);
        }

        var at = Below(_turn.Count);
        var kind = _turn[at];
        _turn.RemoveAt(at);
        var garbage = new byte[1 + Below(200)];
        for (var index = 0; index < garbage.Length; index++)
        {
            garbage[index] = (byte)Below(256);
        }

        var failpoint = Failpoint.Names[Below(Failpoint.Names.Count)];
        return new Fault(kind, Below(hosts), Seconds(0.2, 2), DurationOf(kind), Shared.Text($"{failpoint}:{1 + Below(failpoint.StartsWith("append", StringComparison.Ordinal) ? 200 : 12)}"), garbage);
    }

    private TimeSpan DurationOf(FaultKind kind) => kind switch
    {
        FaultKind.Pause => session + Seconds(0.5, 3),
        FaultKind.Storage => Seconds(0.5, 4),
        FaultKind.Broker => Seconds(0.2, 2),
        _ => Seconds(0, 2),
    };

    private TimeSpan Seconds(double from, double to) => TimeSpan.FromSeconds(from + ((to - from) * Below(1_000) / 1_000));

    private int Below(int count)
    {
        _counter = unchecked(_counter + SplitMix.Step);
        return (int)(SplitMix.Finish(_counter) % (ulong)count);
    }
}

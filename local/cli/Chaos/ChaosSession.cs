using System.Diagnostics;
using Serverless.Durable.Ports;
using Serverless.Kafka;
using Serverless.Local.Cli.Children;
using Serverless.Local.Cli.Run;
using Serverless.Local.Host;
using Serverless.Local.Simulation;
using Serverless.Streams;

namespace Serverless.Local.Cli.Chaos;

/// <summary>The processes of a proof: reader, hosts and simulator, and what is done to them. After each fault all must be well again before the next.</summary>
internal sealed class ChaosSession(PipelinePlan plan, ChaosOptions options, RunFolder folder, RunBroker broker, ChaosStorage storage, Action<string> say) : IAsyncDisposable
{
    private const int SourcePartitions = 4;
    private static readonly TimeSpan WellLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private readonly List<ChaosHost> _hosts = [];
    private readonly List<Fault> _faults = [];
    private ChildProcess? _verify;
    private ChildProcess? _simulate;

    public async Task<ChaosReport> RunAsync(CancellationToken stop)
    {
        var log = await KafkaLog.ConnectAsync(broker.Settings, stop).ConfigureAwait(false);
        await using var openLog = log.ConfigureAwait(false);
        _verify = Child("verify", ["--ledger", folder.Ledger, "--state", folder.Verify]);
        for (var number = 0; number < options.Hosts; number++)
        {
            _hosts.Add(new ChaosHost(number, Arguments(), Settings(), folder.Logs));
            _hosts[^1].Start();
        }

        await WellAsync().ConfigureAwait(false);
        _simulate = Child("simulate", ["--ledger", folder.Ledger, "--group", plan.Name, "--history-days", "1", "--speed", "2000", "--seed", Shared.Text($"{options.Seed}")]);
        var started = Stopwatch.GetTimestamp();
        await FaultsAsync(stop).ConfigureAwait(false);
        var time = Stopwatch.GetElapsedTime(started);

        await _simulate.StopAsync(WellLimit).ConfigureAwait(false);
        await UntilAsync("all is folded", async () => await SourceLag.OfAsync(log, plan).ConfigureAwait(false) == 0 && AreWell() && _hosts.TrueForAll(host => host.Status!.KeyedLag == 0))
            .ConfigureAwait(false);
        foreach (var host in _hosts)
        {
            await host.StopAsync().ConfigureAwait(false);
        }

        await _verify.StopAsync(WellLimit).ConfigureAwait(false);
        return ChaosReport.Of(options, time, _faults, Read<SimulateSummary>(Path.Combine(folder.Ledger, "summary.json")), Read<VerifyReport>(Path.Combine(folder.Verify, VerifyRun.ReportFile)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_simulate is not null)
        {
            await _simulate.DisposeAsync().ConfigureAwait(false);
        }

        if (_verify is not null)
        {
            await _verify.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var host in _hosts)
        {
            await host.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task FaultsAsync(CancellationToken stop)
    {
        var (next, started) = (new FaultPlan(options.Seed, options.Log, options.Hosts, broker.Settings.SessionTimeout), Stopwatch.GetTimestamp());
        while (!stop.IsCancellationRequested && (options.Time is { } time ? Stopwatch.GetElapsedTime(started) < time : _faults.Count < options.Faults))
        {
            var fault = next.Next();
            await Task.Delay(fault.Wait, CancellationToken.None).ConfigureAwait(false);
            var since = Stopwatch.GetTimestamp();
            await DoAsync(fault).ConfigureAwait(false);
            await WellAsync().ConfigureAwait(false);
            _faults.Add(fault);
            say(Shared.Text($"{_faults.Count}: {fault}; well again after {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s"));
        }
    }

    private async Task DoAsync(Fault fault)
    {
        var host = _hosts[fault.Host];
        switch (fault.Kind)
        {
            case FaultKind.Pause:
                await host.PauseAsync(fault.Duration).ConfigureAwait(false);
                return;
            case FaultKind.Storage:
                await storage.OutageAsync(fault.Duration).ConfigureAwait(false);
                return;
            case FaultKind.Broker:
                await broker.PauseAsync(fault.Duration).ConfigureAwait(false);
                return;
            case FaultKind.Restart:
                await host.StopAsync().ConfigureAwait(false);
                break;
            case FaultKind.Failpoint:
                await host.StopAsync().ConfigureAwait(false);
                host.Start(fault.Failpoint);

                // A place that it does not come to in time: then it is killed somewhere else.
                await Task.WhenAny(host.Exited, Task.Delay(TimeSpan.FromSeconds(20))).ConfigureAwait(false);
                await host.KillAsync().ConfigureAwait(false);
                break;
            default:
                await host.KillAsync().ConfigureAwait(false);
                break;
        }

        if (fault.Kind == FaultKind.TornWrite)
        {
            TornWrite.Leave(folder.Root, plan, fault);
        }

        await Task.Delay(fault.Duration).ConfigureAwait(false);
        host.Start();
    }

    private Task WellAsync() => UntilAsync("all hosts are ready", () => Task.FromResult(AreWell()));

    /// <summary>Every host is ready, and every partition is followed by one of them.</summary>
    private bool AreWell()
    {
        var owned = new List<(string, int)>();
        foreach (var host in _hosts)
        {
            if (host.Status is not { IsReady: true } status)
            {
                return false;
            }

            owned.AddRange(status.Owned.Select(each => (each.Topic, each.Partition)));
        }

        var all = (plan.Keys.Length * plan.Shards) + (plan.Sources.Length * SourcePartitions);
        return owned.Count == all && owned.Distinct().Count() == all;
    }

    private async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await TryAsync(holds).ConfigureAwait(false))
        {
            foreach (var host in _hosts)
            {
                await host.FailIfEndedAsync().ConfigureAwait(false);
            }

            if (Stopwatch.GetElapsedTime(since) > WellLimit)
            {
                throw new CommandException(Shared.Text($"Not within {WellLimit.TotalSeconds:0} s: {what} ({string.Join("; ", _hosts.Select(Reason))})."), ExitCode.Failed);
            }

            await Task.Delay(Step).ConfigureAwait(false);
        }
    }

    private static string Reason(ChaosHost host) => host.Status is { } status ? status.Reason ?? Shared.Text($"{status.Owned.Count} partitions, {status.KeyedLag} records to fold") : "it says nothing";

    private static async Task<bool> TryAsync(Func<Task<bool>> holds)
    {
        try
        {
            return await holds().ConfigureAwait(false);
        }
        catch (LogException failure) when (!failure.IsFatal)
        {
            return false;
        }
    }

    private ChildProcess Child(string verb, IEnumerable<string?> arguments) =>
        ChildProcess.Start(verb, ["--brokers", broker.Address, .. arguments], Worker.NoSettings, folder.Logs, _ => { });

    private string?[] Arguments() =>
        [plan.Name, "--data", folder.Root, "--brokers", broker.Address, "--log", options.Log == LogKind.Kafka ? "kafka" : "files"];

    // On files the log and its checkpoints live and die with the machine; hosts that share the shards share the storage.
    private Dictionary<string, string?> Settings() => new()
    {
        ["Artifacts"] = storage.ConnectionString,
        ["Checkpoints"] = options.Log == LogKind.Kafka ? storage.ConnectionString : "",
    };

    private static T Read<T>(string path)
        where T : class =>
        Lines.Read<T>(File.ReadAllText(path)) ?? throw new CommandException($"{path} can't be read.", ExitCode.Failed);
}

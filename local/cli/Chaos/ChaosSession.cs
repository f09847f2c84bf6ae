using System.Diagnostics;
using Serverless.Durable.Ports;
using Serverless.Kafka;
using Serverless.Local.Cli.Chaos.Traffic;
using Serverless.Local.Cli.Run;
using Serverless.Local.Host;
using Serverless.Streams;

namespace Serverless.Local.Cli.Chaos;

/// <summary>The hosts of a proof, and what is done to them, to broker and storage. After each fault all must be well again before the next.</summary>
internal sealed class ChaosSession(
    IReadOnlyList<PipelinePlan> plans, ChaosOptions options, RunFolder folder, RunBroker broker, ChaosStorage storage, KafkaLog log, IChaosTraffic traffic, Action<string> say) : IAsyncDisposable
{
    /// <summary>Partitions of each source that no pipeline of the proof writes.</summary>
    public const int SourcePartitions = 4;

    private static readonly TimeSpan WellLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private readonly List<ChaosHost> _hosts = [];
    private readonly List<Fault> _faults = [];

    public async Task<ChaosReport> RunAsync(CancellationToken stop)
    {
        await traffic.StartAsync(stop).ConfigureAwait(false);
        foreach (var plan in plans)
        {
            for (var number = 0; number < options.Hosts; number++)
            {
                _hosts.Add(new ChaosHost(plan, Path.Combine(folder.Root, plan.Name), Arguments(), Settings(), Path.Combine(folder.Logs, Shared.Text($"host-{_hosts.Count}"))));
                _hosts[^1].Start();
            }
        }

        await WellAsync().ConfigureAwait(false);
        traffic.Go();
        var started = Stopwatch.GetTimestamp();
        await FaultsAsync(stop).ConfigureAwait(false);
        var time = Stopwatch.GetElapsedTime(started);

        await traffic.EndAsync().ConfigureAwait(false);
        foreach (var plan in plans)
        {
            await DrainAsync(plan, isLast: plan == plans[^1]).ConfigureAwait(false);
        }

        return ChaosReport.Of(options, time, _faults, await traffic.CountAsync().ConfigureAwait(false));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Waits until a pipeline has folded all that it is sent, and stops its hosts: then the next one has all that it will be sent.</summary>
    private async Task DrainAsync(PipelinePlan plan, bool isLast)
    {
        var hosts = _hosts.FindAll(host => host.Plan == plan);
        await UntilAsync("all is folded", async () => await SourceLag.OfAsync(log, plan).ConfigureAwait(false) == 0 && AreWell() && hosts.TrueForAll(host => host.Status!.KeyedLag == 0))
            .ConfigureAwait(false);
        if (isLast)
        {
            await traffic.SettleAsync().ConfigureAwait(false);
        }

        foreach (var host in hosts)
        {
            await host.StopAsync().ConfigureAwait(false);
            _hosts.Remove(host);
        }
    }

    private async Task FaultsAsync(CancellationToken stop)
    {
        var (next, started) = (new FaultPlan(options.Seed, options.Log, _hosts.Count, broker.Settings.SessionTimeout), Stopwatch.GetTimestamp());
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
            TornWrite.Leave(host, fault);
        }

        await Task.Delay(fault.Duration).ConfigureAwait(false);
        host.Start();
    }

    private Task WellAsync() => UntilAsync("all hosts are ready", () => Task.FromResult(AreWell()));

    /// <summary>Every host is ready, and every partition is followed by one host of its pipeline.</summary>
    private bool AreWell() => _hosts.TrueForAll(host => host.Status is { IsReady: true }) && _hosts.GroupBy(host => host.Plan).All(hosts => IsShared(hosts.Key, hosts));

    private bool IsShared(PipelinePlan plan, IEnumerable<ChaosHost> hosts)
    {
        var owned = hosts.SelectMany(host => host.Status!.Owned).Select(each => (each.Topic, each.Partition)).ToArray();
        var all = (plan.Keys.Length * plan.Shards)
            + plan.Sources.Sum(source => plans.FirstOrDefault(other => other.OwnedTopics.Contains(source.Topic))?.Shards ?? SourcePartitions);
        return owned.Length == all && owned.Distinct().Count() == all;
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

    private string?[] Arguments() => ["--brokers", broker.Address, "--log", options.Log == LogKind.Kafka ? "kafka" : "files"];

    // On files the log and its checkpoints live and die with the machine; hosts that share the shards share the storage.
    private Dictionary<string, string?> Settings() => new()
    {
        ["Artifacts"] = storage.ConnectionString,
        ["Checkpoints"] = options.Log == LogKind.Kafka ? storage.ConnectionString : "",
    };
}

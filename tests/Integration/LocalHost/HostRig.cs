using System.Collections.Concurrent;
using Serverless.Local.Host;
using Serverless.Tests.Integration.Functions;

namespace Serverless.Tests.Integration.LocalHost;

/// <summary>A local host in this process, on the log that hosts share.</summary>
internal sealed class HostRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    private HostRig(PipelineHost host, ConcurrentQueue<string> notices)
    {
        (Host, Notices) = (host, notices);
        _run = host.RunAsync(_stop.Token);
    }

    public PipelineHost Host { get; }

    /// <summary>What it said went wrong.</summary>
    public ConcurrentQueue<string> Notices { get; }

    public static async Task<HostRig> StartAsync(CardBroker broker, string folder, float score, Func<HostOptions, HostOptions>? with = null)
    {
        var notices = new ConcurrentQueue<string>();
        var options = new HostOptions { DataDirectory = folder, Log = LogKind.Kafka, Stages = broker.Options, TickInterval = TimeSpan.FromMilliseconds(100) };
        var host = await PipelineHost.OpenAsync(
            CardBroker.Plan, with?.Invoke(options) ?? options, broker.Settings, new FixedInference(CardBroker.Plan, score), notices.Enqueue, null, broker.Token);
        return new HostRig(host, notices);
    }

    /// <summary>What it follows.</summary>
    public async Task<List<(string Topic, int Partition)>> OwnedAsync(CancellationToken cancellationToken)
    {
        var status = await Host.StatusAsync(cancellationToken);
        return status.IsReady ? [.. status.Owned.Select(each => (each.Topic, each.Partition))] : [];
    }

    /// <summary>How it is doing, in words.</summary>
    public async Task<string> TellAsync()
    {
        var status = await Host.StatusAsync(CancellationToken.None);
        var owned = status.Owned.GroupBy(each => each.Topic).Select(topic => $"{topic.Key} {string.Join(',', topic.Select(each => each.Partition))}");
        return $"{status.Reason ?? "ready"}: {string.Join("; ", owned)}\n  {string.Join("\n  ", Notices.TakeLast(5))}";
    }

    /// <summary>The graceful stop.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Host.DisposeAsync();
        _stop.Dispose();
    }
}

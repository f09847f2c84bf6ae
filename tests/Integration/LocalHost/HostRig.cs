using System.Collections.Concurrent;
using Serverless.Durable.Ports;
using Serverless.Durable.Telemetry;
using Serverless.Local.Host;
using Serverless.Streams;
using Serverless.Tests.Integration.Functions;

namespace Serverless.Tests.Integration.LocalHost;

/// <summary>A local host in this process.</summary>
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

    /// <summary>How often it found a shard in other hands and forgot it.</summary>
    public long LetGo => Host.Counters.Total(PipelineCounters.CheckpointRefusals);

    public static Task<HostRig> StartAsync(CardBroker broker, string folder, float score, Func<HostOptions, HostOptions>? with = null)
    {
        var options = new HostOptions { DataDirectory = folder, Log = LogKind.Kafka, Stages = broker.Options, TickInterval = TimeSpan.FromMilliseconds(100) };
        return StartAsync(CardBroker.Plan, broker, with?.Invoke(options) ?? options, new FixedInference(CardBroker.Plan, score));
    }

    public static async Task<HostRig> StartAsync(PipelinePlan plan, CardBroker broker, HostOptions options, IInference? inference)
    {
        var notices = new ConcurrentQueue<string>();
        return new HostRig(await PipelineHost.OpenAsync(plan, options, broker.Settings, inference, notices.Enqueue, null, broker.Token), notices);
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

using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Serverless.Kafka;
using Serverless.Local.Cli.Children;
using Serverless.Local.Host;
using Serverless.Streams;

namespace Serverless.Local.Cli.Run;

/// <summary>The broker of a run: the user's, one that lives on from an earlier run, or a new one as a process of its own.</summary>
internal sealed class RunBroker : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private readonly ChildProcess? _process;

    private RunBroker(string address, KafkaSettings settings, ChildProcess? process) => (Address, Settings, _process) = (address, settings, process);

    public string Address { get; }

    public KafkaSettings Settings { get; }

    /// <summary>Ends with the process; never where it is not ours.</summary>
    public Task Exited => _process?.Exited ?? Task.Delay(Timeout.InfiniteTimeSpan);

    /// <exception cref="CommandException">It can't be started.</exception>
    /// <exception cref="Durable.Ports.LogException">The user's brokers do not answer.</exception>
    public static async Task<RunBroker> StartAsync(IReadOnlyList<PipelinePlan> plans, RunOptions options, RunFolder folder, CancellationToken stop)
    {
        if (options.Brokers is not null || Environment.GetEnvironmentVariable("KAFKA__BootstrapServers") is not null)
        {
            var settings = await Shared.KafkaAsync(options.Brokers, stop).ConfigureAwait(false);
            return new RunBroker(settings.BootstrapServers, settings, null);
        }

        return await FindAsync(folder, stop).ConfigureAwait(false) ?? await LaunchAsync(plans, options, folder, stop).ConfigureAwait(false);
    }

    public Task<CommandException> EndedAsync() => _process!.EndedAsync();

    /// <summary>SIGSTOP, and after a while SIGCONT; for a broker that is ours.</summary>
    public Task PauseAsync(TimeSpan duration) => _process?.PauseAsync(duration) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<RunBroker?> FindAsync(RunFolder folder, CancellationToken stop)
    {
        if (AddressFile.Read(folder.BrokerAddress) is not { } address || !await IsListeningAsync(address, stop).ConfigureAwait(false))
        {
            return null;
        }

        try
        {
            return new RunBroker(address, await Shared.KafkaAsync(address, stop).ConfigureAwait(false), null);
        }
        catch (Durable.Ports.LogException)
        {
            // It has died with the run before.
            return null;
        }
    }

    // On this machine a port that nobody listens at refuses at once; a Kafka client would go on trying.
    private static async Task<bool> IsListeningAsync(string address, CancellationToken stop)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPEndPoint.Parse(address), stop).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (failure is SocketException or FormatException)
        {
            return false;
        }
    }

    private static async Task<RunBroker> LaunchAsync(IReadOnlyList<PipelinePlan> plans, RunOptions options, RunFolder folder, CancellationToken stop)
    {
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = ChildProcess.Start(
            "broker", ["--topics", Topics(plans, options), "--address-file", folder.BrokerAddress, "--state", folder.Root], ImmutableDictionary<string, string?>.Empty, folder.Logs,
            line => listening.TrySetResult(line));
        try
        {
            var first = await Task.WhenAny(listening.Task, process.Exited).WaitAsync(StartLimit, stop).ConfigureAwait(false);
            var address = first == listening.Task ? await listening.Task.ConfigureAwait(false) : throw await process.EndedAsync().ConfigureAwait(false);
            return new RunBroker(address, await Shared.KafkaAsync(address, stop).ConfigureAwait(false), process);
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // A source that another of the pipelines writes has that one's partitions.
    private static string Topics(IReadOnlyList<PipelinePlan> plans, RunOptions options)
    {
        var keyed = plans.SelectMany(plan => plan.Keys).Select(key => key.Topic).ToHashSet(StringComparer.Ordinal);
        var owned = plans.SelectMany(plan => plan.OwnedTopics, (plan, topic) => (Topic: topic, plan.Shards)).ToDictionary(each => each.Topic, each => each.Shards, StringComparer.Ordinal);
        var sources = plans.SelectMany(plan => plan.Sources).Where(source => !owned.ContainsKey(source.Topic)).Select(source => Shared.Text($"{source.Topic}:{options.SourcePartitions}"));
        return string.Join(',', sources.Concat(owned.Where(topic => options.Log == LogKind.Kafka || !keyed.Contains(topic.Key)).Select(topic => Shared.Text($"{topic.Key}:{topic.Value}"))));
    }
}

using System.Collections.Immutable;
using Serverless.Local.Cli.Children;
using Serverless.Local.Host;
using Serverless.Local.Host.Files;
using Serverless.Streams;

namespace Serverless.Local.Cli.Run;

/// <summary>The process with all stages; it can be killed and started again.</summary>
internal sealed class Worker(PipelinePlan plan, RunOptions options, RunFolder folder, RunBroker broker, string artifacts, RunScene scene) : IAsyncDisposable
{
    // 64 MB, in hexadecimal: batches die in it instead of being copied.
    private const string YoungGeneration = "DOTNET_GCgen0size";
    private volatile ChildProcess? _process;
    private volatile bool _isBeingKilled;

    public static IReadOnlyDictionary<string, string?> NoSettings { get; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>Whether a worker of this run was killed: what it counted is unknown.</summary>
    public bool WasKilled { get; private set; }

    public void Start() => _process = ChildProcess.Start(
        "host",
        [
            plan.Name, "--data", folder.Root, "--brokers", broker.Address,
            "--log", options.Log == LogKind.Kafka ? "kafka" : "files",
            "--durability", options.Durability == LogDurability.Disk ? "disk" : "process",
            options.AcceptLoss ? "--accept-loss" : null,
        ],
        // A connection string has a key: not on a command line that everybody can read.
        new Dictionary<string, string?> { ["Artifacts"] = artifacts, [YoungGeneration] = Environment.GetEnvironmentVariable(YoungGeneration) ?? "4000000" }, folder.Logs, scene.TakeHost);

    /// <summary>SIGKILL, and a new one.</summary>
    public async Task KillAndStartAsync()
    {
        (_isBeingKilled, WasKilled) = (true, true);
        await _process!.KillAsync().ConfigureAwait(false);
        await _process.DisposeAsync().ConfigureAwait(false);
        scene.ForgetHost();
        Start();
        _isBeingKilled = false;
    }

    /// <exception cref="CommandException">It has ended though nobody asked for it.</exception>
    public async Task FailIfEndedAsync()
    {
        if (!_isBeingKilled && _process is { HasExited: true } process)
        {
            throw await process.EndedAsync().ConfigureAwait(false);
        }
    }

    public Task StopAsync(TimeSpan limit) => _process!.StopAsync(limit);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync().ConfigureAwait(false);
        }
    }
}

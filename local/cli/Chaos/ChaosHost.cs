using Serverless.Local.Cli.Children;
using Serverless.Local.Host;
using Serverless.Streams;

namespace Serverless.Local.Cli.Chaos;

/// <summary>A host of a proof, as a process that can be killed, paused and started again.</summary>
internal sealed class ChaosHost(PipelinePlan plan, string data, IReadOnlyList<string?> arguments, IReadOnlyDictionary<string, string?> settings, string logs) : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(5);
    private ChildProcess? _process;
    private volatile HostStatus? _status;

    public PipelinePlan Plan => plan;

    /// <summary>The folder of its log, where that lies in files.</summary>
    public string Data => data;

    /// <summary>What it said last, since its last fault; null before it says something.</summary>
    public HostStatus? Status => _status;

    /// <summary>Ends with the process.</summary>
    public Task Exited => _process!.Exited;

    public void Start(string? failpoint = null)
    {
        _status = null;
        _process = ChildProcess.Start("host", [plan.Name, "--data", data, .. arguments, .. failpoint is null ? [] : new[] { "--failpoint", failpoint }], settings, logs, Take);
    }

    public async Task KillAsync()
    {
        await _process!.KillAsync().ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    public async Task PauseAsync(TimeSpan duration)
    {
        await _process!.PauseAsync(duration).ConfigureAwait(false);
        _status = null;
    }

    public async Task StopAsync()
    {
        await _process!.StopAsync(StopLimit).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <exception cref="CommandException">It has ended though nobody asked for it.</exception>
    public async Task FailIfEndedAsync()
    {
        if (_process is { HasExited: true } ended)
        {
            throw await ended.EndedAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync().ConfigureAwait(false);
            _process = null;
        }
    }

    private void Take(string line)
    {
        if (Lines.Read<HostLine>(line) is { Status: { } status })
        {
            _status = status;
        }
    }
}

using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Serverless.Local.Cli.Children;

namespace Serverless.Local.Cli.Chaos;

/// <summary>Azure Storage's emulator as a process of its own, at the same ports and on the same folder each time.</summary>
internal sealed class ChaosStorage : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);
    private readonly string _folder;
    private readonly string _logs;
    private readonly int _port = FreePort();
    private ChildProcess? _process;

    private ChaosStorage(string folder, string logs) => (_folder, _logs) = (folder, logs);

    public string ConnectionString { get; private set; } = "";

    /// <exception cref="CommandException">It can't be started.</exception>
    public static async Task<ChaosStorage> StartAsync(string folder, string logs, CancellationToken stop)
    {
        for (var attempt = 0; ; attempt++)
        {
            var storage = new ChaosStorage(folder, logs);
            try
            {
                await storage.LaunchAsync(stop).ConfigureAwait(false);
                return storage;
            }
            catch (CommandException) when (attempt < 5)
            {
                // Between the look and the start somebody else has taken a port: other ones.
                await storage.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Stopped, and after a while it is there again. Not killed: the emulator acknowledges before it writes, which real storage does not.</summary>
    public async Task OutageAsync(TimeSpan duration)
    {
        await _process!.StopAsync(StartLimit).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
        await Task.Delay(duration).ConfigureAwait(false);
        await LaunchAsync(CancellationToken.None).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync().ConfigureAwait(false);
            _process = null;
        }
    }

    private async Task LaunchAsync(CancellationToken stop)
    {
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = ChildProcess.Start(
            "azurite", ["--port", Shared.Text($"{_port}"), "--state", _folder], ImmutableDictionary<string, string?>.Empty, _logs, line => listening.TrySetResult(line));
        var first = await Task.WhenAny(listening.Task, _process.Exited, Task.Delay(StartLimit, stop)).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        ConnectionString = first == listening.Task ? await listening.Task.ConfigureAwait(false)
            : _process.HasExited ? throw await _process.EndedAsync().ConfigureAwait(false)
            : throw new CommandException(Shared.Text($"The storage has not started within {StartLimit.TotalSeconds:0} s."), ExitCode.Failed);
    }

    // Blobs, queues and tables take three ports in a row. Not from those that the system gives to connections: while the storage is away, one could take its place.
    private static int FreePort()
    {
        for (var attempt = 0; ; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(15_000, 32_000);
            TcpListener[] listeners = [.. Enumerable.Range(port, 3).Select(each => new TcpListener(IPAddress.Loopback, each))];
            try
            {
                Array.ForEach(listeners, listener => listener.Start());
                return port;
            }
            catch (SocketException) when (attempt < 20)
            {
                // One of them is taken: other ports.
            }
            finally
            {
                Array.ForEach(listeners, listener => listener.Stop());
            }
        }
    }
}

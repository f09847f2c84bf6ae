using System.Diagnostics;
using Serverless.Durable.Ports;
using Serverless.Local.Cli.Run;

namespace Serverless.Local.Cli.Chaos.Traffic;

/// <summary>Reads outputs again and again while faults go on; brokers that do not answer for a while are asked again.</summary>
internal sealed class OutputReading(OutputFollower outputs) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromMinutes(2);
    private readonly CancellationTokenSource _end = new();
    private Task _reading = Task.CompletedTask;

    public void Start() => _reading = Task.Run(() => ReadAsync(() => _end.IsCancellationRequested));

    /// <summary>Ends it, then reads what is left until all that is missing is there, at most a while.</summary>
    public async Task SettleAsync(Func<bool> isAll)
    {
        await StopAsync().ConfigureAwait(false);
        var since = Stopwatch.GetTimestamp();
        await ReadAsync(() => isAll() || Stopwatch.GetElapsedTime(since) > SettleLimit).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task StopAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
    }

    private async Task ReadAsync(Func<bool> isOver)
    {
        do
        {
            try
            {
                await outputs.ReadAsync().ConfigureAwait(false);
            }
            catch (LogException failure) when (!failure.IsFatal)
            {
                // The broker is paused: it answers later.
            }

            await Task.Delay(Pause, CancellationToken.None).ConfigureAwait(false);
        }
        while (!isOver());
    }
}

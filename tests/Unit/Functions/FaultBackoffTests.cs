using Microsoft.Extensions.Logging.Abstractions;
using Serverless.Durable.Ports;
using Serverless.Functions;
using Serverless.Tests.Functions;

namespace Serverless.Tests.Unit.Functions;

public sealed class FaultBackoffTests
{
    private readonly SettableTime _time = new();
    private int _tries;

    [Fact]
    public async Task A_passing_fault_is_tried_again_after_a_pause()
    {
        await RunAsync(() => ++_tries < 4 ? throw new LogException("no broker") : Task.CompletedTask);
        Assert.Equal([250, 500, 1000], _time.Pauses.Select(pause => (int)pause.TotalMilliseconds));
    }

    [Fact]
    public async Task A_lasting_fault_is_thrown_below_the_poll_interval()
    {
        await Assert.ThrowsAsync<LogException>(() => RunAsync(Fail));
        Assert.InRange(_time.Pauses.Sum(pause => pause.TotalSeconds), 100, 140);
        Assert.True(_tries > 5);
    }

    [Fact]
    public async Task What_trying_again_cannot_help_is_tried_once_and_still_pauses()
    {
        await Assert.ThrowsAsync<CheckpointException>(() => RunAsync(() =>
        {
            _tries++;
            throw new CheckpointException("damaged") { IsFatal = true };
        }));
        Assert.Equal(1, _tries);
        Assert.Equal(TimeSpan.FromSeconds(15), Assert.Single(_time.Pauses));
    }

    [Fact]
    public async Task A_worker_that_stops_gets_the_fault_at_once()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAsync<LogException>(() => new FaultBackoff(_time, NullLogger.Instance).RunAsync("Score", async () =>
        {
            await stop.CancelAsync();
            throw new LogException("closing");
        }, stop.Token));
        Assert.Empty(_time.Pauses);
    }

    private Task RunAsync(Func<Task> run) => new FaultBackoff(_time, NullLogger.Instance).RunAsync("Score", run, CancellationToken.None);

    private Task Fail()
    {
        _tries++;
        throw new LogException("no broker");
    }
}

using Serverless.Durable.Ports;
using Serverless.Durable.Stages;
using Serverless.Local.Host.Loops;

namespace Serverless.Tests.Unit.LocalHost;

public sealed class SupervisedTests : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Troubles _troubles = new();
    private readonly List<string> _notices = [];
    private Exception? _fatal;

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task What_fails_is_told_and_begun_anew_until_it_works()
    {
        var attempts = 0;
        await RunAsync(supervised =>
        {
            if (++attempts < 3)
                throw new LogException("The broker is away.");
            Assert.Equal("loop: The broker is away.", _troubles.First());
            supervised.Succeeded();
            Assert.Null(_troubles.First());
            _stop.Cancel();
            return Task.CompletedTask;
        });

        Assert.Equal(3, attempts);
        Assert.Equal(2, _notices.Count);
    }

    [Fact]
    public async Task What_was_stopped_while_it_failed_is_in_no_trouble()
    {
        // A share that is lost: the append under way is cancelled, and the stop follows.
        await RunAsync(_ =>
        {
            _stop.Cancel();
            throw new LogException("The writer is given up: an append was cancelled.");
        });

        Assert.Null(_troubles.First());
    }

    [Fact]
    public async Task What_trying_again_cannot_mend_is_not_tried_again()
    {
        var attempts = 0;
        await RunAsync(_ =>
        {
            attempts++;
            throw new LogException("The log has lost records.") { IsFatal = true };
        });

        Assert.Equal(1, attempts);
        Assert.IsType<LogException>(_fatal);
    }

    private Task RunAsync(Func<Supervised, Task> attempt)
    {
        var services = new StageServices(null!, null!, null!, null, TimeProvider.System, new StageOptions());
        var context = new LoopContext(services, _notices.Add, failure => _fatal = failure, _troubles, _stop.Token, CancellationToken.None);
        return new Supervised(context, "loop", attempt).RunAsync();
    }
}

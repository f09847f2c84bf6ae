using System.Text;
using Serverless.Durable.Ports;
using Serverless.Local.Cli.History;
using Serverless.Local.Cli.Run;
using Serverless.Local.Simulation.Shop;
using Serverless.Streams;

namespace Serverless.Local.Cli.Chaos.Traffic;

/// <summary>Views of a web shop, some sent twice, among them what can't be read; sent and counted by this process, which nobody kills.</summary>
internal sealed class ViewTraffic : IChaosTraffic
{
    public const string Pipeline = "web-personalization";

    private const double Rate = 200;
    private const int CopyEvery = 40;
    private const int UnreadableEvery = 60;
    private readonly PipelinePlan _plan;
    private readonly ShopWorld _world;
    private readonly VisitOracle _oracle;
    private readonly ReplaySender _sender;
    private readonly OutputFollower _outputs;
    private readonly OutputReading _reading;
    private readonly CancellationTokenSource _end = new();
    private Task _sending = Task.CompletedTask;

    public ViewTraffic(ILog log, PipelinePlan plan, ulong seed)
    {
        (_plan, _world, _oracle, _sender) = (plan, new ShopWorld(seed), new VisitOracle(plan), new ReplaySender(log, plan, Rate));
        _outputs = new OutputFollower(log, _oracle.Take);
        _reading = new OutputReading(_outputs);
    }

    public async Task StartAsync(CancellationToken stop)
    {
        foreach (var topic in _plan.OwnedTopics.Except(_plan.Keys.Select(key => key.Topic)))
        {
            await _outputs.AddAsync(topic, _plan.Shards, stop).ConfigureAwait(false);
        }

        _reading.Start();

        // Not once hosts are ready: partitions that are empty for a minute are declared idle, nobody waits for them, and here a partition that begins a second later is two hours behind.
        _sending = Task.Run(() => _sender.RunAsync(Records(), _end.Token), CancellationToken.None);
    }

    public void Go()
    {
        // It has begun.
    }

    public async Task EndAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _sending.ConfigureAwait(false);
    }

    public Task SettleAsync() => _reading.SettleAsync(() => _oracle.Lost() == 0);

    public Task<ChaosCounts> CountAsync() => Task.FromResult(_oracle.Count(_sender.Sent, _outputs.Repeats));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _reading.DisposeAsync().ConfigureAwait(false);
        _end.Dispose();
    }

    // What is handed out here is sent: the sender looks for its end between batches only.
    private IEnumerable<HistoryRecord> Records()
    {
        var number = 0;
        foreach (var view in _world.Views(10_000))
        {
            _oracle.Sent(view.Value);
            var record = new HistoryRecord(view.Topic, 0, view.Value, view.Arrival);
            yield return record;
            number++;
            if (number % CopyEvery == 0)
            {
                yield return record;
            }

            if (number % UnreadableEvery == 0)
            {
                var value = Encoding.UTF8.GetBytes(Shared.Text($"{{\"id\":\"broken-{number}\""));
                _oracle.Unreadable(value);
                yield return record with { Value = value };
            }
        }
    }
}

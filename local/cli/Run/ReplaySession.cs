using System.Diagnostics;
using System.Globalization;
using Serverless.Kafka;
using Serverless.Local.Cli.Children;
using Serverless.Local.Cli.History;
using Serverless.Streams;

namespace Serverless.Local.Cli.Run;

/// <summary>A run over recorded events: the worker, a sender, and a reader that counts what comes out.</summary>
internal sealed class ReplaySession(
    PipelinePlan plan, RunOptions options, LoopedHistory history, RunFolder folder, RunBroker broker, string artifacts, RunScene scene, IRunScreen screen) : IAsyncDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan TellInterval = TimeSpan.FromSeconds(2);
    private readonly Worker _worker = new(plan, options, folder, broker, artifacts, scene);
    private readonly RunWatch _watch = new(plan, broker, scene, screen);
    private long _told;

    public async Task<ReplaySummary> RunAsync(CancellationToken stop)
    {
        var log = await KafkaLog.ConnectAsync(broker.Settings, stop).ConfigureAwait(false);
        await using var open = log.ConfigureAwait(false);
        var counter = await OutputCounter.StartAsync(log, plan, stop).ConfigureAwait(false);
        _watch.Add(_worker);
        _worker.Start();
        await _watch.ReadyAsync(stop).ConfigureAwait(false);
        screen.Say(Shared.Text($"replaying {options.Rate:0.#} events a second, again and again: each round later, with ids of its own"));
        var sender = new ReplaySender(log, plan, options.Rate);
        var started = _told = Stopwatch.GetTimestamp();
        await SendAsync(sender, counter, stop).ConfigureAwait(false);
        var rate = sender.Sent / Stopwatch.GetElapsedTime(started).TotalSeconds;

        screen.Say("Stopping: the source first, then what is under way.");
        await _watch.DrainAsync(log).ConfigureAwait(false);
        await _worker.StopAsync(EndLimit).ConfigureAwait(false);
        await counter.ReadAsync().ConfigureAwait(false);
        return ReplaySummary.Of(plan, scene.Host!.Status, counter, history.Round + 1, rate);
    }

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    private async Task SendAsync(ReplaySender sender, OutputCounter counter, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (options.For is { } time)
        {
            end.CancelAfter(time);
        }

        // Rounds that an earlier run of the folder has begun are over: their ids are taken.
        var sending = Task.Run(() => sender.RunAsync(Noted(history.From(NextRound())), end.Token), CancellationToken.None);
        await _watch.UntilAsync(sending, CancellationToken.None, async () =>
        {
            await counter.ReadAsync().ConfigureAwait(false);
            Tell(sender, counter);
        }).ConfigureAwait(false);
        await sending.ConfigureAwait(false);
        if (!end.IsCancellationRequested)
        {
            screen.Say("The next round would lie in the future: the replay is over.");
        }
    }

    private void Tell(ReplaySender sender, OutputCounter counter)
    {
        if (Stopwatch.GetElapsedTime(_told) >= TellInterval)
        {
            _told = Stopwatch.GetTimestamp();
            screen.Say(Shared.Text($"sent {sender.Sent:N0}, predictions {counter.Topics[plan.Predictions]:N0}, dead letters {counter.Topics[plan.Dead]:N0}, closed windows {counter.Events.Windows:N0}"));
        }
    }

    private int NextRound() => File.Exists(folder.Round) && int.TryParse(File.ReadAllText(folder.Round), CultureInfo.InvariantCulture, out var last) ? last + 1 : 0;

    private IEnumerable<HistoryRecord> Noted(IEnumerable<HistoryRecord> records)
    {
        var noted = -1;
        foreach (var record in records)
        {
            if (history.Round != noted)
            {
                noted = history.Round;
                File.WriteAllText(folder.Round, noted.ToString(CultureInfo.InvariantCulture));
            }

            yield return record;
        }
    }
}

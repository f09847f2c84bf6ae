using System.Diagnostics;
using Serverless.Kafka;
using Serverless.Local.Cli.Children;
using Serverless.Local.Simulation;
using Serverless.Models;
using Serverless.Sinks;
using Serverless.Streams;

namespace Serverless.Local.Cli.Run;

/// <summary>The processes of a run in their order: reader and worker first, then the simulator; at the end the other way round, with nothing under way.</summary>
internal sealed class RunSession(
    PipelinePlan plan, RunOptions options, RunFolder folder, RunBroker broker, ModelStore store, string artifacts, RunScene scene, IRunScreen screen) : IAsyncDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(2);
    private readonly Worker _worker = new(plan, options, folder, broker, artifacts, scene);
    private ChildProcess? _verify;
    private ChildProcess? _sink;
    private ChildProcess? _simulate;
    private KafkaLog? _log;

    public async Task<RunResult> RunAsync(CancellationToken stop)
    {
        var counted = RunCounted.Begin(folder);
        _log = await KafkaLog.ConnectAsync(broker.Settings, stop).ConfigureAwait(false);
        _verify = Child("verify", ["--ledger", folder.Ledger, "--state", folder.Verify], scene.TakeVerify);
        _sink = HasPostgres() ? Child("sink", [plan.Name, "--create-schema"], scene.TakeSink) : null;
        _worker.Start();
        await UntilAsync(scene.Ready, ReadyLimit, "The worker is not ready", stop).ConfigureAwait(false);
        var started = Stopwatch.GetTimestamp();
        _simulate = Child("simulate", SimulateArguments(), scene.TakeSimulate);
        var demo = await TrafficAsync(stop).ConfigureAwait(false);
        var history = scene.Live.IsCompletedSuccessfully ? Stopwatch.GetElapsedTime(started) - LiveTime() : Stopwatch.GetElapsedTime(started);
        var rate = LiveRate();

        screen.Say("Stopping: sources first, then what is under way.");
        await _simulate.StopAsync(EndLimit).ConfigureAwait(false);
        await DrainAsync().ConfigureAwait(false);
        await _worker.StopAsync(EndLimit).ConfigureAwait(false);
        if (_sink is not null)
        {
            await _sink.StopAsync(EndLimit).ConfigureAwait(false);
            screen.Say(Shared.Text($"PostgreSQL: {scene.Sink?.Since.Written} outputs stored, {scene.Sink?.Since.Repeats} repeats left out, {scene.Sink?.Since.Refused} refused."));
        }

        await _verify.StopAsync(EndLimit).ConfigureAwait(false);
        counted = _worker.WasKilled ? counted with { IsExact = false } : counted.With(scene.Host?.Status, plan.Sources.First(source => source.IsScored).Topic);
        counted.Save(folder);
        return Result(counted, history, rate, demo);
    }

    public async ValueTask DisposeAsync()
    {
        if (_simulate is not null)
        {
            await _simulate.DisposeAsync().ConfigureAwait(false);
        }

        if (_sink is not null)
        {
            await _sink.DisposeAsync().ConfigureAwait(false);
        }

        if (_verify is not null)
        {
            await _verify.DisposeAsync().ConfigureAwait(false);
        }

        await _worker.DisposeAsync().ConfigureAwait(false);
        if (_log is not null)
        {
            await _log.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static bool HasPostgres() => PostgresSettings.From(Shared.Configuration()) is not null;

    private ChildProcess Child(string verb, IEnumerable<string?> arguments, Action<string> line) =>
        ChildProcess.Start(verb, ["--brokers", broker.Address, .. arguments], Worker.NoSettings, folder.Logs, line);

    private IEnumerable<string?> SimulateArguments()
    {
        yield return "--ledger";
        yield return folder.Ledger;
        yield return "--group";
        yield return plan.Name;
        yield return "--history-days";
        yield return Shared.Text($"{options.HistoryDays}");
        yield return "--speed";
        yield return Shared.Text($"{options.Speed}");
        if (options.For is { } time)
        {
            yield return "--live-for";
            yield return Shared.Text($"{time.TotalMilliseconds:0}ms");
        }

        if (options.Seed is { } seed)
        {
            yield return "--seed";
            yield return Shared.Text($"{seed}");
        }
    }

    /// <summary>History and live traffic, until the simulator has done what it should, or the stop.</summary>
    private async Task<DemoStory?> TrafficAsync(CancellationToken stop)
    {
        var end = _simulate!.Exited;
        if (!options.IsDemo)
        {
            await UntilAsync(end, Timeout.InfiniteTimeSpan, "", stop).ConfigureAwait(false);
            return null;
        }

        // Without a time of its own the traffic ends with the story.
        var demo = new Demo(store, plan, _worker, scene, screen).PlayAsync(end, stop);
        await UntilAsync(options.For is null ? Task.WhenAny(end, demo) : end, Timeout.InfiniteTimeSpan, "", stop).ConfigureAwait(false);
        return await demo.ConfigureAwait(false);
    }

    /// <summary>Waits for something; a process that ends before is a failure, the stop is none.</summary>
    private async Task UntilAsync(Task goal, TimeSpan limit, string problem, CancellationToken stop)
    {
        var since = Stopwatch.GetTimestamp();
        while (!goal.IsCompleted && !stop.IsCancellationRequested)
        {
            await Task.WhenAny(goal, Task.Delay(100, CancellationToken.None)).ConfigureAwait(false);
            screen.Show(scene);
            await FailIfEndedAsync().ConfigureAwait(false);
            if (limit != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(since) > limit)
            {
                throw new CommandException($"{problem}: {scene.Host?.Status.Reason ?? "it says nothing"}.", ExitCode.Failed);
            }
        }
    }

    private async Task FailIfEndedAsync()
    {
        if (broker.Exited.IsCompleted)
        {
            throw await broker.EndedAsync().ConfigureAwait(false);
        }

        if (_verify is { HasExited: true })
        {
            throw await _verify.EndedAsync().ConfigureAwait(false);
        }

        if (_sink is { HasExited: true })
        {
            throw await _sink.EndedAsync().ConfigureAwait(false);
        }

        if (_simulate is not null)
        {
            await _simulate.FailIfFailedAsync().ConfigureAwait(false);
        }

        await _worker.FailIfEndedAsync().ConfigureAwait(false);
    }

    /// <summary>Waits until the worker has taken all that the sources hold and folded it, as long as it gets on.</summary>
    private async Task DrainAsync()
    {
        var (before, since) = ((-1L, -1L), Stopwatch.GetTimestamp());
        while (true)
        {
            var (lag, status) = (await SourceLag.OfAsync(_log!, plan).ConfigureAwait(false), scene.Host?.Status);
            if (lag == 0 && status is { IsReady: true, KeyedLag: 0 })
            {
                return;
            }

            await FailIfEndedAsync().ConfigureAwait(false);
            if ((lag, status?.KeyedLag ?? -1) != before)
            {
                (before, since) = ((lag, status?.KeyedLag ?? -1), Stopwatch.GetTimestamp());
            }
            else if (Stopwatch.GetElapsedTime(since) > EndLimit)
            {
                screen.Say(Shared.Text($"The worker has not got on for {EndLimit.TotalSeconds:0} s; {lag + Math.Max(status?.KeyedLag ?? 0, 0):N0} records are left."));
                return;
            }

            await Task.Delay(50, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private TimeSpan LiveTime() => DateTimeOffset.UtcNow - scene.Live.Result;

    private double LiveRate() => scene is { FirstLive: { } first, Simulate: { } last } && scene.Live.IsCompletedSuccessfully && LiveTime() > TimeSpan.Zero
        ? (last.Sent - first.Sent) / LiveTime().TotalSeconds
        : 0;

    private RunResult Result(RunCounted counted, TimeSpan history, double rate, DemoStory? demo)
    {
        var sent = Read<SimulateSummary>(Path.Combine(folder.Ledger, "summary.json"));
        var read = Read<VerifyReport>(Path.Combine(folder.Verify, VerifyRun.ReportFile));
        var exact = counted.IsExact ? counted.Counters : null;
        var model = scene.Host?.Status.Models.Keys.LastOrDefault() ?? read.Models.Keys.LastOrDefault() ?? "";
        return new RunResult(RunSummary.Of(sent, read, exact, rate, model), sent, read, Equations.Broken(sent, read, exact), history, demo);
    }

    private static T Read<T>(string path)
        where T : class =>
        Lines.Read<T>(File.ReadAllText(path)) ?? throw new CommandException($"{path} can't be read.", ExitCode.Failed);
}

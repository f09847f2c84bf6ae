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
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(2);
    private readonly Worker _worker = new(plan, options, folder, broker, artifacts, scene);
    private readonly RunWatch _watch = new(plan, broker, scene, screen);
    private ChildProcess? _verify;
    private ChildProcess? _sink;
    private ChildProcess? _simulate;
    private KafkaLog? _log;

    public async Task<RunResult> RunAsync(CancellationToken stop)
    {
        var counted = RunCounted.Begin(folder);
        _watch.Add(_worker);
        _log = await KafkaLog.ConnectAsync(broker.Settings, stop).ConfigureAwait(false);
        _verify = Child("verify", ["--ledger", folder.Ledger, "--state", folder.Verify], scene.TakeVerify);
        _sink = HasPostgres() ? Child("sink", [plan.Name, "--create-schema"], scene.TakeSink) : null;
        _worker.Start();
        await _watch.ReadyAsync(stop).ConfigureAwait(false);
        var started = Stopwatch.GetTimestamp();
        _simulate = Child("simulate", SimulateArguments(), scene.TakeSimulate, mayEnd: true);
        var demo = await TrafficAsync(stop).ConfigureAwait(false);
        var history = scene.Live.IsCompletedSuccessfully ? Stopwatch.GetElapsedTime(started) - LiveTime() : Stopwatch.GetElapsedTime(started);
        var rate = LiveRate();

        screen.Say("Stopping: sources first, then what is under way.");
        await _simulate.StopAsync(EndLimit).ConfigureAwait(false);
        await _watch.DrainAsync(_log).ConfigureAwait(false);
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

    private ChildProcess Child(string verb, IEnumerable<string?> arguments, Action<string> line, bool mayEnd = false)
    {
        var child = ChildProcess.Start(verb, ["--brokers", broker.Address, .. arguments], Worker.NoSettings, folder.Logs, line);
        _watch.Add(child, mayEnd);
        return child;
    }

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
            await _watch.UntilAsync(end, stop).ConfigureAwait(false);
            return null;
        }

        // Without a time of its own the traffic ends with the story.
        var demo = new Demo(store, plan, _worker, scene, screen).PlayAsync(end, stop);
        await _watch.UntilAsync(options.For is null ? Task.WhenAny(end, demo) : end, stop).ConfigureAwait(false);
        return await demo.ConfigureAwait(false);
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

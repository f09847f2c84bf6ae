using Serverless.Durable.Ports;
using Serverless.Local.Cli.Children;
using Serverless.Local.Cli.Run;
using Serverless.Local.Simulation;

namespace Serverless.Local.Cli.Chaos.Traffic;

/// <summary>Card payments: the simulator and the verifying reader, each a process; of a chain also what the second pipeline counts.</summary>
/// <param name="log">The brokers.</param>
/// <param name="broker">The same.</param>
/// <param name="folder">Gets the ledger and what was read.</param>
/// <param name="seed">Another seed is another world.</param>
/// <param name="chain">The oracle of the second pipeline; null without one.</param>
internal sealed class PaymentTraffic(ILog log, RunBroker broker, RunFolder folder, ulong seed, BlockOracle? chain) : IChaosTraffic
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(10);
    private readonly OutputFollower? _outputs = chain is null ? null : new OutputFollower(log, chain.Take);
    private OutputReading? _chained;
    private ChildProcess? _verify;
    private ChildProcess? _simulate;

    public async Task StartAsync(CancellationToken stop)
    {
        _verify = Child("verify", ["--ledger", folder.Ledger, "--state", folder.Verify]);
        if (_outputs is not null)
        {
            await chain!.AddToAsync(_outputs, stop).ConfigureAwait(false);
            _chained = new OutputReading(_outputs);
            _chained.Start();
        }
    }

    public void Go() =>
        _simulate = Child("simulate", ["--ledger", folder.Ledger, "--group", Shared.DefaultPipeline, "--history-days", "1", "--speed", "2000", "--seed", Shared.Text($"{seed}")]);

    public Task EndAsync() => _simulate!.StopAsync(EndLimit);

    public Task SettleAsync() => _chained?.SettleAsync(() => chain!.Missing() == 0) ?? Task.CompletedTask;

    public async Task<ChaosCounts> CountAsync()
    {
        await _verify!.StopAsync(EndLimit).ConfigureAwait(false);
        var sent = Read<SimulateSummary>(Path.Combine(folder.Ledger, "summary.json"));
        var read = Read<VerifyReport>(Path.Combine(folder.Verify, VerifyRun.ReportFile));
        var counts = new ChaosCounts
        {
            Sent = sent.Sent + sent.Reports,
            Predictions = read.Predictions,
            Windows = read.Windows,
            Aggregates = read.AggregatesCompared,
            Lost = read.Lost + read.DeadMissing,
            Duplicated = read.Duplicated,
            Wrong = read.WindowsWrong + read.AggregatesWrong + read.Unexpected + read.OutOfOrder + read.Unreadable + read.DeadUnexpected,
            Repeats = read.Repeats,
            Broken = Equations.Broken(sent, read),
        };
        return chain?.Count(counts, _outputs!.Repeats) ?? counts;
    }

    public async ValueTask DisposeAsync()
    {
        if (_simulate is not null)
        {
            await _simulate.DisposeAsync().ConfigureAwait(false);
        }

        if (_verify is not null)
        {
            await _verify.DisposeAsync().ConfigureAwait(false);
        }

        if (_chained is not null)
        {
            await _chained.DisposeAsync().ConfigureAwait(false);
        }
    }

    private ChildProcess Child(string verb, IEnumerable<string?> arguments) =>
        ChildProcess.Start(verb, ["--brokers", broker.Address, .. arguments], Worker.NoSettings, folder.Logs, _ => { });

    private static T Read<T>(string path)
        where T : class =>
        Lines.Read<T>(File.ReadAllText(path)) ?? throw new CommandException($"{path} can't be read.", ExitCode.Failed);
}

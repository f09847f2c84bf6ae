using System.CommandLine;
using Serverless.Local.Cli.Children;
using Serverless.Local.Simulation;
using Serverless.Local.Simulation.World;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>simulate</c>: sends card payments and fraud reports, and writes down what it sends.</summary>
internal static class SimulateVerb
{
    public static Command Create()
    {
        var defaults = new SimulateOptions { Kafka = new() { BootstrapServers = "" }, LedgerDirectory = "" };
        var brokers = Shared.Brokers();
        var ledger = new Option<string>("--ledger") { Description = "The folder of the ledger; simulated time goes on where one ends.", HelpName = "DIR", Required = true };
        var history = Shared.WithDefault("--history-days", defaults.HistoryDays, "Days sent as fast as the pipeline takes them.", "N");
        var speed = Shared.WithDefault("--speed", defaults.SpeedUp, "Simulated time over real time in live traffic.", "X");
        var live = Shared.Duration("--live-for", "How long live traffic lasts; without it until it is stopped.");
        var seed = Shared.WithDefault("--seed", new WorldOptions().Seed, "Another seed is another world.", "N");
        var group = Shared.WithDefault("--group", Shared.DefaultPipeline, "The consumer group that history waits for.", "NAME");
        var withParent = Shared.WithParent();
        return new Command("simulate", "Send simulated card payments.") { brokers, ledger, history, speed, live, seed, group, withParent }.Does(withParent, async (parsed, stop) =>
        {
            var options = defaults with
            {
                Kafka = await Shared.KafkaAsync(parsed.GetValue(brokers), stop).ConfigureAwait(false),
                LedgerDirectory = parsed.GetRequiredValue(ledger),
                HistoryDays = parsed.GetValue(history),
                SpeedUp = parsed.GetValue(speed),
                LiveDuration = parsed.GetValue(live),
                World = new WorldOptions { Seed = parsed.GetValue(seed) },
                CleanseGroup = parsed.GetValue(group),
            };
            var summary = await new SimulateRun(options, Console.Out, TimeProvider.System).RunAsync(stop).ConfigureAwait(false);
            await Console.Out.WriteLineAsync(Lines.Of(summary)).ConfigureAwait(false);
            return ExitCode.Well;
        });
    }
}

using System.CommandLine;
using Serverless.Local.Cli.Children;
using Serverless.Local.Simulation;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>verify</c>: reads the outputs independently and holds them against the simulator's ledger.</summary>
internal static class VerifyVerb
{
    public static Command Create()
    {
        var brokers = Shared.Brokers();
        var ledger = new Option<string>("--ledger") { Description = "The folder of the simulator's ledger.", HelpName = "DIR", Required = true };
        var state = new Option<string>("--state") { Description = "The folder of the report, and of what was read before.", HelpName = "DIR", Required = true };
        var withParent = Shared.WithParent();
        return new Command("verify", "Read the outputs and count what is lost or duplicated.") { brokers, ledger, state, withParent }.Does(withParent, async (parsed, stop) =>
        {
            var options = new VerifyOptions
            {
                Kafka = await Shared.KafkaAsync(parsed.GetValue(brokers), stop).ConfigureAwait(false),
                LedgerDirectory = parsed.GetRequiredValue(ledger),
                Directory = parsed.GetRequiredValue(state),
            };
            var report = await new VerifyRun(options, Console.Out, TimeProvider.System).RunAsync(stop).ConfigureAwait(false);
            await Console.Out.WriteLineAsync(Lines.Of(report)).ConfigureAwait(false);
            return report.IsGood || parsed.GetValue(withParent) ? ExitCode.Well : ExitCode.Failed;
        });
    }
}

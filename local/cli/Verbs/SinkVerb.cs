using System.CommandLine;
using Serverless.Local.Cli.Children;
using Serverless.Local.Host.Sinks;
using Serverless.Sinks;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>sink</c>: stores a pipeline's outputs in PostgreSQL.</summary>
internal static class SinkVerb
{
    public static Command Create()
    {
        var pipeline = Shared.Pipeline();
        var brokers = Shared.Brokers();
        var create = new Option<bool>("--create-schema") { Description = "Create tables and columns that are missing." };
        var acceptLoss = new Option<bool>("--accept-loss") { Description = "Go on although outputs are gone before they were stored." };
        var withParent = Shared.WithParent();
        return new Command("sink", "Store a pipeline's outputs in PostgreSQL (POSTGRES__ConnectionString), each once.")
        {
            pipeline, brokers, create, acceptLoss, withParent,
        }.Does(withParent, async (parsed, stop) =>
        {
            var plan = Shared.PlanOf(parsed.GetRequiredValue(pipeline));
            var postgres = PostgresSettings.From(Shared.Configuration())
                ?? throw new CommandException("Where is PostgreSQL? Set POSTGRES__ConnectionString, for example Host=db.example;Database=fraud;Username=sink;Password=…");
            var kafka = await Shared.KafkaAsync(parsed.GetValue(brokers), stop).ConfigureAwait(false);
            var options = new SinkOptions { AcceptLoss = parsed.GetValue(acceptLoss) };
            postgres = postgres with { CreateSchema = postgres.CreateSchema || parsed.GetValue(create) };
            var host = await SinkHost.OpenAsync(plan, options, kafka, postgres, Notice, TimeProvider.System, stop).ConfigureAwait(false);
            await using var open = host.ConfigureAwait(false);
            using var told = new CancellationTokenSource();
            var telling = SinkTeller.RunAsync(host, Console.Out, told.Token);
            try
            {
                await host.RunAsync(stop).ConfigureAwait(false);
            }
            finally
            {
                await told.CancelAsync().ConfigureAwait(false);
                await telling.ConfigureAwait(false);
            }

            return ExitCode.Well;
        });
    }

    private static void Notice(string line) => Console.Error.WriteLine(line);
}

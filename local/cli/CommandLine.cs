using System.CommandLine;
using Serverless.Local.Cli.Verbs;

namespace Serverless.Local.Cli;

/// <summary>All verbs. Exit codes: 0 well, 1 failed, 2 wrong configuration.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Real-time inference on event streams: one pipeline class, run locally or in Azure Functions.")
        {
            RunVerb.Create(),
            BenchVerb.Create(),
            ExplainVerb.Create(),
            DiffVerb.Create(),
            StateVerb.Create(),
            ModelsVerb.Create(),
            TablesVerb.Create(),
            FeaturesVerb.Create(),
            ParityVerb.Create(),
            NewVerb.Create(),
            ProfileVerb.Create(),
            PreviewVerb.Create(),
            BrokerVerb.Create(),
            AzuriteVerb.Create(),
            SimulateVerb.Create(),
            VerifyVerb.Create(),
            HostVerb.Create(),
            FuncVerb.Create(),
            SinkVerb.Create(),
            ChaosVerb.Create(),
            DeadVerb.Create(),
            PlanVerb.Create(),
        };
        root.Options.Add(Shared.Verbose);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"{Problem(parsed)} (--help tells more.)").ConfigureAwait(false);
            return ExitCode.WrongConfiguration;
        }

        // Signals are handled by the verbs: a parent decides what ends first.
        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }).ConfigureAwait(false);
    }

    private static string Problem(ParseResult parsed) => parsed.UnmatchedTokens is [var first, ..]
        ? $"There is no verb or option \"{first}\" here."
        : parsed.Errors[0].Message.ReplaceLineEndings(" ").Trim();
}

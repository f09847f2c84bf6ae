using System.CommandLine;
using Serverless.Local.Simulation;

namespace Serverless.Local.Cli;

/// <summary>Runs a verb: signals become a token, exceptions one sentence.</summary>
internal static class VerbAction
{
    /// <summary>Sets what a command does.</summary>
    /// <param name="command">The command.</param>
    /// <param name="withParent">Its option that says that a parent ends it; null where it has none.</param>
    /// <param name="act">What it does; its result is the exit code.</param>
    public static Command Does(this Command command, Option<bool>? withParent, Func<ParseResult, CancellationToken, Task<int>> act)
    {
        command.SetAction(async (parsed, _) =>
        {
            using var signal = new StopSignal(withParent is not null && parsed.GetValue(withParent) ? Console.In : null);
            try
            {
                return await act(parsed, signal.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (signal.Token.IsCancellationRequested)
            {
                return ExitCode.Failed;
            }
            catch (Exception failure)
            {
                await Console.Error.WriteLineAsync(parsed.GetValue(Shared.Verbose) ? failure.ToString() : Sentence(failure)).ConfigureAwait(false);
                return ExitCode.Of(failure);
            }
        });
        return command;
    }

    private static string Sentence(Exception failure)
    {
        var cause = failure is AggregateException { InnerExceptions.Count: > 0 } several ? several.InnerExceptions[0] : failure;
        return cause.Message.ReplaceLineEndings(" ").Trim();
    }
}

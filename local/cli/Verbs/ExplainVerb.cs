using System.CommandLine;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>explain PIPELINE</c>: stages, topics, aggregates, the feature vector.</summary>
internal static class ExplainVerb
{
    public static Command Create()
    {
        var pipeline = Shared.Pipeline();
        return new Command("explain", "Show what a pipeline's definition means.") { pipeline }.Does(null, async (parsed, _) =>
        {
            await Console.Out.WriteLineAsync(Shared.PlanOf(parsed.GetRequiredValue(pipeline)).Explain()).ConfigureAwait(false);
            return ExitCode.Well;
        });
    }
}

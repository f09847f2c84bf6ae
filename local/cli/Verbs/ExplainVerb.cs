using System.CommandLine;
using Serverless.Streams.Changes;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>explain PIPELINE</c>: stages, topics, aggregates, the feature vector.</summary>
internal static class ExplainVerb
{
    public static Command Create()
    {
        var pipeline = Shared.Pipeline();
        var json = new Option<bool>("--json") { Description = "Write the plan down, for diff." };
        return new Command("explain", "Show what a pipeline's definition means.") { pipeline, json }.Does(null, async (parsed, _) =>
        {
            var plan = Shared.PlanOf(parsed.GetRequiredValue(pipeline));
            await Console.Out.WriteLineAsync(parsed.GetValue(json) ? PlanOutline.Of(plan).ToJson() : plan.Explain()).ConfigureAwait(false);
            return ExitCode.Well;
        });
    }
}

using System.CommandLine;
using Serverless.Local.Cli.New;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>new NAME</c>: a pipeline with its records, a test and sample events, right as they are.</summary>
internal static class NewVerb
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "In kebab-case, for example meter-watch." };
        return new Command("new", "Write a new pipeline with its records, a test and sample events.") { name }.Does(null, async (parsed, stop) =>
        {
            var pipeline = parsed.GetRequiredValue(name);
            foreach (var path in await NewPipeline.WriteAsync(NewPipeline.Root(Environment.CurrentDirectory), pipeline, stop).ConfigureAwait(false))
            {
                await Console.Out.WriteLineAsync(path).ConfigureAwait(false);
            }

            await Console.Out.WriteLineAsync($"Next: ./serverless explain {pipeline}, then edit, ./test unit, ./serverless preview {pipeline} --from the folder sample.").ConfigureAwait(false);
            return ExitCode.Well;
        });
    }
}

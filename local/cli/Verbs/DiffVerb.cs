using System.CommandLine;
using Serverless.Streams.Changes;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>diff OLD NEW</c>: what a changed pipeline costs while its state lives on.</summary>
internal static class DiffVerb
{
    public static Command Create()
    {
        const string What = "a pipeline of this build, an assembly (.dll), or a plan written by explain --json (.json)";
        var old = new Argument<string>("OLD") { Description = $"What runs now: {What}." };
        var next = new Argument<string>("NEW") { Description = $"What is to run: {What}." };
        var name = new Option<string?>("--pipeline") { Description = "Which one, where an assembly has several.", HelpName = "NAME" };
        return new Command("diff", "Sort the changes between two versions of a pipeline into free, warm-up and rebuild.") { old, next, name }.Does(null, async (parsed, _) =>
        {
            var changes = PlanDiff.Between(
                PlanFile.Read(parsed.GetRequiredValue(old), parsed.GetValue(name)), PlanFile.Read(parsed.GetRequiredValue(next), parsed.GetValue(name)));
            foreach (var change in changes)
            {
                await Console.Out.WriteLineAsync($"{Text(change.Kind),-8} {change.Text}").ConfigureAwait(false);
            }

            var counts = Enum.GetValues<ChangeKind>().Select(kind => Shared.Text($"{changes.Count(change => change.Kind == kind)} {Text(kind)}"));
            await Console.Out.WriteLineAsync(string.Join(", ", counts)).ConfigureAwait(false);
            return ExitCode.Well;
        });
    }

    private static string Text(ChangeKind kind) => kind switch
    {
        ChangeKind.Rebuild => "rebuild",
        ChangeKind.WarmUp => "warm-up",
        _ => "free",
    };
}

using System.CommandLine;
using Serverless.Local.Cli.Bench;
using Serverless.Local.Cli.Children;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>bench</c>: how fast the whole road is, held against what a bare client and the model alone take.</summary>
internal static class BenchVerb
{
    private static readonly TimeSpan LatencyTime = TimeSpan.FromSeconds(8);

    public static Command Create()
    {
        var pipeline = Shared.Pipeline();
        var events = Shared.WithDefault("--events", 800_000, "Events of the throughput part.", "N");
        var rate = Shared.WithDefault("--rate", 1_000, "Events a second of the latency part.", "N");
        var time = Shared.Duration("--for", "How long the latency part lasts; by default 8s.");
        var json = new Option<string?>("--json") { Description = "A file that gets the figures.", HelpName = "FILE" };
        return new Command("bench", "Measure throughput and latency on the embedded broker.") { pipeline, events, rate, time, json }.Does(null, async (parsed, stop) =>
        {
            var (count, perSecond) = (parsed.GetValue(events), parsed.GetValue(rate));
            // With fewer, a round is not much more than the batch that is cleansed before its clock starts.
            if (count is < 400_000 or > 1_000_000 || perSecond is < 1 or > 10_000)
            {
                throw new CommandException("--events: expected 400000 to 1000000; --rate: expected 1 to 10000.");
            }

            var bench = new BenchRun(Shared.PlanOf(parsed.GetRequiredValue(pipeline)), count, perSecond, parsed.GetValue(time) ?? LatencyTime);
            var figures = await bench.RunAsync(line => Console.Out.WriteLine(line), stop).ConfigureAwait(false);
            if (parsed.GetValue(json) is { } path)
            {
                await File.WriteAllTextAsync(path, Lines.Page(figures) + "\n", stop).ConfigureAwait(false);
            }

            return ExitCode.Well;
        });
    }
}

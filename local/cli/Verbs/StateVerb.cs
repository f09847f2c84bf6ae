using System.CommandLine;
using System.Globalization;
using Serverless.Durable.Checkpoints;
using Serverless.Local.Host.Files;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>state PIPELINE --data DIR</c>: what the checkpoints of a data folder hold: keys, bytes, the oldest event, per definition; and from when new aggregates are exact.</summary>
internal static class StateVerb
{
    public static Command Create()
    {
        var pipeline = Shared.Pipeline();
        var data = new Option<string>("--data") { Description = "The data folder of a local host or a run.", HelpName = "DIR", Required = true };
        return new Command("state", "Show what a pipeline's checkpoints hold: keys, bytes, the oldest event, per definition.") { pipeline, data }.Does(null, async (parsed, stop) =>
        {
            var plan = Shared.PlanOf(parsed.GetRequiredValue(pipeline));
            var folder = parsed.GetRequiredValue(data);
            if (!Directory.Exists(Path.Combine(folder, "checkpoints")))
            {
                throw new CommandException($"There are no checkpoints in {folder}: give --data the folder that a local host or ./run kept its data in.");
            }

            foreach (var key in await StateInspection.ReadAsync(plan, new FileCheckpoints(folder), stop).ConfigureAwait(false))
            {
                await WriteAsync(key).ConfigureAwait(false);
            }

            return ExitCode.Well;
        });
    }

    private static async Task WriteAsync(StoredKey key)
    {
        await Console.Out.WriteLineAsync(Shared.Text(
            $"KEY {key.Name}: {key.Keys} keys, {key.Bytes} bytes in {key.Shards} shards, {key.Ids} ids remembered, {key.Waiting} events waiting, watermark {Text(key.Watermark)}")).ConfigureAwait(false);
        foreach (var definition in key.Definitions)
        {
            var name = definition.Name ?? "no longer in the plan";
            await Console.Out.WriteLineAsync(Shared.Text(
                $"  {name,-32} {definition.Hash}  {definition.Keys,9} keys  {definition.Bytes,12} bytes  oldest {Text(definition.Oldest)}")).ConfigureAwait(false);
        }

        foreach (var warming in key.Warming)
        {
            await Console.Out.WriteLineAsync(Shared.Text($"  {warming.Name,-32} warms up: exact for {warming.Exact} {Text(warming.From)} on")).ConfigureAwait(false);
        }
    }

    private static string Text(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "none";
}

using System.CommandLine;
using Serverless.Local.Cli.History;
using Serverless.Local.Cli.Run;
using Serverless.Local.Host;
using Serverless.Local.Host.Files;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>run</c>: the whole road on this machine.</summary>
internal static class RunVerb
{
    public static Command Create()
    {
        var pipeline = Shared.Pipeline();
        var time = Shared.Duration("--for", "End after so much live traffic; without it at Ctrl-C, or with the story of --demo.");
        var from = new RecordedHistory(isRequired: false).From;
        from.Description = "Events to replay again and again: FILE (of the first scored source), TOPIC=FILE, or a FOLDER with a file TOPIC.jsonl per source. Without it card-fraud is simulated, others replay their folder sample.";
        var rate = Shared.WithDefault("--rate", 20d, "Replayed events a second, 0.1 to 100,000.", "N");
        var history = Shared.WithDefault("--history-days", 45, "Simulated days before live traffic (card-fraud).", "N");
        var speed = Shared.WithDefault("--speed", 8_640d, "Simulated time over real time in live traffic (card-fraud).", "X");
        var data = new Option<string?>("--data") { Description = "The folder of the run; simulated time goes on where one exists. Without it a fresh one, removed at the end.", HelpName = "DIR" };
        var storage = Shared.WithDefault("--storage", StorageKind.Folder, "Where models lie: folder or azurite.", "KIND");
        var log = Shared.WithDefault("--log", LogKind.Files, "Where keyed topics lie: files or kafka.", "KIND");
        var durability = Shared.WithDefault("--durability", LogDurability.Process, "What the file log survives: process or disk.", "KIND");
        var brokers = Shared.Brokers();
        var json = new Option<string?>("--json") { Description = "A file that gets the summary.", HelpName = "FILE" };
        var demo = new Option<bool>("--demo") { Description = "Tell the story by itself: another model version, a killed worker, what was lost and duplicated." };
        var seed = new Option<ulong?>("--seed") { Description = "Another seed is another world (card-fraud).", HelpName = "N" };
        var acceptLoss = new Option<bool>("--accept-loss") { Description = "Go on although a log has lost records." };
        return new Command("run", "Run a pipeline on this machine, with simulated or replayed events.")
        {
            pipeline, time, from, rate, history, speed, data, storage, log, durability, brokers, json, demo, seed, acceptLoss,
        }.Does(null, async (parsed, stop) =>
        {
            var options = new RunOptions
            {
                Pipeline = parsed.GetRequiredValue(pipeline),
                For = parsed.GetValue(time),
                From = parsed.GetValue(from) is { Length: > 0 } where ? where : null,
                Rate = parsed.GetValue(rate),
                HistoryDays = parsed.GetValue(history),
                Speed = parsed.GetValue(speed),
                Data = parsed.GetValue(data),
                Storage = parsed.GetValue(storage),
                Log = parsed.GetValue(log),
                Durability = parsed.GetValue(durability),
                Brokers = parsed.GetValue(brokers),
                Json = parsed.GetValue(json),
                IsDemo = parsed.GetValue(demo),
                Seed = parsed.GetValue(seed),
                AcceptLoss = parsed.GetValue(acceptLoss),
                IsVerbose = parsed.GetValue(Shared.Verbose),
            };
            options.Validate();
            return await new RunCommand(options).ExecuteAsync(stop).ConfigureAwait(false);
        });
    }
}

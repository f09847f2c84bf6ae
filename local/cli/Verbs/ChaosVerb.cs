using System.CommandLine;
using Serverless.Local.Cli.Chaos;
using Serverless.Local.Host;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>chaos</c>: hosts, broker and storage as processes that are killed, paused and torn, and an independent reader that counts.</summary>
internal static class ChaosVerb
{
    public static Command Create()
    {
        var pipeline = Shared.Pipeline();
        var minutes = new Option<double?>("--minutes") { Description = "How long faults go on.", HelpName = "N" };
        var faults = Shared.WithDefault("--faults", 20, "Without --minutes: how many faults.", "N");
        var seed = Shared.WithDefault("--seed", 1UL, "Other faults, in another order.", "S");
        var log = Shared.WithDefault("--log", LogKind.Kafka, "Where keyed topics lie: kafka, which several hosts share, or files, which one owns.", "KIND");
        var hosts = new Option<int?>("--hosts") { Description = "How many hosts of each pipeline; by default 3 with --log kafka.", HelpName = "N" };
        var chain = new Option<bool>("--chain") { Description = "A second pipeline reads the predictions of card-fraud, with hosts of its own that meet the same faults." };
        var data = new Option<string?>("--data") { Description = "A folder that is kept; without it a fresh one, removed at the end.", HelpName = "DIR" };
        var json = new Option<string?>("--json") { Description = "A file that gets the report.", HelpName = "FILE" };
        return new Command("chaos", "Kill, pause and tear the processes of a pipeline at random, and count what was lost, duplicated or wrong.")
        {
            pipeline, chain, minutes, faults, seed, log, hosts, data, json,
        }.Does(null, async (parsed, stop) =>
        {
            var kind = parsed.GetValue(log);
            var options = new ChaosOptions
            {
                Pipeline = parsed.GetRequiredValue(pipeline),
                IsChain = parsed.GetValue(chain),
                Time = parsed.GetValue(minutes) is { } count ? TimeSpan.FromMinutes(count) : null,
                Faults = parsed.GetValue(faults),
                Seed = parsed.GetValue(seed),
                Log = kind,
                Hosts = parsed.GetValue(hosts) ?? (kind == LogKind.Kafka ? 3 : 1),
                Data = parsed.GetValue(data),
                Json = parsed.GetValue(json),
            };
            options.Validate();
            return await new ChaosCommand(options).ExecuteAsync(stop).ConfigureAwait(false);
        });
    }
}

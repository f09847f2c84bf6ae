using System.CommandLine;
using Serverless.Local.Cli.Sizing;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>plan</c>: what a pipeline needs in Azure, and how the platform's scaler follows its traffic.</summary>
internal static class PlanVerb
{
    public static Command Create()
    {
        var preset = new SizingInput { EventsPerSecond = 1_000, Keys = 100_000 };
        var rate = Shared.WithDefault("--events-per-second", preset.EventsPerSecond, "Events a second at the peak, above 0.", "N");
        var keys = Shared.WithDefault("--keys", preset.Keys, "Distinct keys of a keyed stage.", "N");
        var shards = Shared.WithDefault("--shards", 0, "Shards, 1 to 32; 0: as many as are needed.", "N");
        var stages = Shared.WithDefault("--stages", preset.KeyedStages, "Keyed stages, 1 to 3.", "N");
        var bytes = Shared.WithDefault("--event-bytes", preset.EventBytes, "Bytes of an event with its headers.", "N");
        var state = Shared.WithDefault("--state-bytes", preset.StateBytesPerKey, "Bytes of state of a key in one stage.", "N");
        var batch = Shared.WithDefault("--batch-ms", preset.BatchMilliseconds, "Milliseconds of a batch, whatever its size.", "MS");
        var single = Shared.WithDefault("--event-us", preset.EventMicroseconds, "Microseconds of an event in one stage.", "US");
        var ready = Shared.WithDefault("--always-ready", preset.AlwaysReady, "Always-ready instances per function, 0 to 32.", "N");
        var curve = new Option<string?>("--curve") { Description = "Traffic: corners minute:events-per-second; by default up to the peak and back.", HelpName = "0:100,10:5000" };
        var prices = new Option<string?>("--prices") { Description = "A JSON file with other prices.", HelpName = "FILE" };
        return new Command("plan", "Compute what a pipeline needs in Azure and simulate its scaling.") { rate, keys, shards, stages, bytes, state, batch, single, ready, curve, prices }
            .Does(null, async (parsed, _) =>
        {
            var input = preset with
            {
                EventsPerSecond = Within(rate.Name, parsed.GetValue(rate), 0.001, 1e9),
                Keys = (long)Within(keys.Name, parsed.GetValue(keys), 1, 1e12),
                Shards = (int)Within(shards.Name, parsed.GetValue(shards), 0, Sizer.MostShards),
                KeyedStages = (int)Within(stages.Name, parsed.GetValue(stages), 1, 3),
                EventBytes = (int)Within(bytes.Name, parsed.GetValue(bytes), 1, 1_000_000),
                StateBytesPerKey = (int)Within(state.Name, parsed.GetValue(state), 1, 1_000_000_000),
                BatchMilliseconds = Within(batch.Name, parsed.GetValue(batch), 0, 60_000),
                EventMicroseconds = Within(single.Name, parsed.GetValue(single), 0.01, 1e6),
                AlwaysReady = (int)Within(ready.Name, parsed.GetValue(ready), 0, 32),
            };
            var traffic = parsed.GetValue(curve) is { } text ? TrafficCurve.Parse(text) : TrafficCurve.Default(input.EventsPerSecond);
            var plan = Sizer.Plan(input);
            var scaler = new ScalerSimulation(plan.InstanceEventsPerSecond, plan.LagThreshold, plan.Shards, input.AlwaysReady);
            await Console.Out.WriteAsync(SizingText.Of(input, plan, Prices.Read(parsed.GetValue(prices)))).ConfigureAwait(false);
            await Console.Out.WriteAsync(SizingText.Of([.. scaler.Run(traffic)])).ConfigureAwait(false);
            return ExitCode.Well;
        });
    }

    private static double Within(string option, double value, double least, double most) =>
        value >= least && value <= most ? value : throw new CommandException(Shared.Text($"{option} is {value}: allowed is {least} to {most}."));
}

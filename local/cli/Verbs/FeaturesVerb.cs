using System.CommandLine;
using System.Globalization;
using Serverless.Durable.Offline;
using Serverless.Local.Simulation;
using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.World;
using Serverless.Pipelines.CardFraud;
using Serverless.Streams;

namespace Serverless.Local.Cli.Verbs;

/// <summary><c>features PIPELINE</c>: the training table, made by the pipeline's own fold over simulated history.</summary>
internal static class FeaturesVerb
{
    private const int Partitions = 4;

    // The handbook's protocol: a week to train, a gap of a week, a week to test.
    private static readonly DateOnly TrainStart = new(2018, 7, 25);
    private static readonly DateOnly TestEnd = new(2018, 8, 14);

    public static Command Create()
    {
        var pipeline = Shared.Pipeline();
        var from = new Option<DateOnly?>("--from") { Description = "The first day written; the history before it is folded all the same.", HelpName = "2018-07-25", DefaultValueFactory = _ => TrainStart };
        var to = new Option<DateOnly?>("--to") { Description = "The last day written.", HelpName = "2018-08-14" };
        var days = new Option<int?>("--days") { Description = "Instead of --to: how many days.", HelpName = "N" };
        var seed = Shared.WithDefault("--seed", new WorldOptions().Seed, "Another seed is another world.", "N");
        var output = new Option<string?>("--out") { Description = "The CSV file; otherwise standard output.", HelpName = "FILE" };
        return new Command("features", "Write a training table: id, time in epoch milliseconds, customer, terminal, label, features in the model's order.") { pipeline, from, to, days, seed, output }
            .Does(null, async (parsed, stop) =>
            {
                var world = new WorldOptions { Seed = parsed.GetValue(seed) };
                var first = parsed.GetValue(from) ?? TrainStart;
                var last = parsed.GetValue(to) ?? (parsed.GetValue(days) is { } count ? first.AddDays(count - 1) : TestEnd);
                if (first < world.Start || last < first)
                {
                    throw new CommandException(Shared.Text($"--from and --to: expected days in order, from {world.Start:yyyy-MM-dd} on."));
                }

                var plan = Shared.PlanOf(parsed.GetRequiredValue(pipeline));
                await WriteAsync(plan, world, first, last, parsed.GetValue(output), stop).ConfigureAwait(false);
                return ExitCode.Well;
            });
    }

    private static async Task WriteAsync(PipelinePlan plan, WorldOptions world, DateOnly first, DateOnly last, string? path, CancellationToken stop)
    {
        var target = path is null ? Console.Out : new StreamWriter(path);
        await using var open = target.ConfigureAwait(false);
        var names = plan.Model?.Features.Select(feature => feature.Name) ?? [];
        await target.WriteLineAsync("id,time,customer,terminal,label," + string.Join(',', names)).ConfigureAwait(false);
        var run = new OfflineRun(plan, Partitions);
        var from = new DateTimeOffset(first, default, TimeSpan.Zero);
        var (rows, frauds) = (0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var record in SimulationFile.Records(world, new DeliveryOptions(), 0, last.DayNumber - world.Start.DayNumber + 1, partitions: Partitions))
        {
            stop.ThrowIfCancellationRequested();
            if (record.Shipment.Payment.IsFraud)
            {
                frauds.Add(Shared.Text($"{record.Shipment.Payment.Id}"));
            }

            await WriteRowsAsync(run.Take(record.Topic, record.Partition, record.Value, record.Shipment.Arrival)).ConfigureAwait(false);
        }

        await WriteRowsAsync(run.Complete()).ConfigureAwait(false);

        await Console.Error.WriteLineAsync(Shared.Text($"{rows} rows from {first:yyyy-MM-dd} to {last:yyyy-MM-dd}.")).ConfigureAwait(false);

        async Task WriteRowsAsync(IEnumerable<OfflineRow> some)
        {
            foreach (var row in some.Where(row => row.Time >= from))
            {
                await target.WriteLineAsync(Line(row, frauds.Contains(row.Id))).ConfigureAwait(false);
                rows++;
            }
        }
    }

    private static string Line(OfflineRow row, bool isFraud)
    {
        var payment = (Transaction)row.Record;
        var line = new System.Text.StringBuilder(256);
        line.Append(CultureInfo.InvariantCulture, $"{row.Id},{row.Time.ToUnixTimeMilliseconds()},{payment.CustomerId},{payment.TerminalId},{(isFraud ? 1 : 0)}");
        foreach (var feature in row.Features.Span)
        {
            line.Append(',');
            if (!float.IsNaN(feature))
            {
                line.Append(feature.ToString("R", CultureInfo.InvariantCulture));
            }
        }

        return line.ToString();
    }
}

using Serverless.Local.Simulation;
using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.Plant;
using Serverless.Local.Simulation.Sending;
using Serverless.Local.Simulation.Shop;
using Serverless.Local.Simulation.World;

namespace Serverless.Local.Cli.History;

/// <summary>The simulated worlds of the pipelines that come with this repository.</summary>
internal static class SimulatedHistory
{
    private static readonly TimeSpan LabelDelay = TimeSpan.FromDays(7);

    private static readonly Dictionary<string, Func<int, IEnumerable<HistoryRecord>>> Worlds = new(StringComparer.Ordinal)
    {
        [Shared.DefaultPipeline] = days => SimulationFile.Records(new WorldOptions(), new DeliveryOptions(), 0, days, partitions: RecordedHistory.Partitions).Select(Payment),
        ["machine-maintenance"] = days => new PlantWorld().Readings(days).Select(Event),
        ["web-personalization"] = days => new ShopWorld().Views(days).Select(Event),
    };

    /// <summary>Whether a pipeline has one.</summary>
    public static bool IsOf(string pipeline) => Worlds.ContainsKey(pipeline);

    /// <summary>So many days of it, in the order of arrival.</summary>
    /// <exception cref="CommandException">The pipeline has none.</exception>
    public static IEnumerable<HistoryRecord> Read(string pipeline, int days) =>
        Worlds.TryGetValue(pipeline, out var world) ? world(days) : throw new CommandException($"--from simulation: only {string.Join(", ", Worlds.Keys)} have a simulator; give files.");

    private static HistoryRecord Event(SimulatedEvent simulated) => new(simulated.Topic, 0, simulated.Value, simulated.Arrival)
    {
        Label = simulated is { Id: { } id, Label: { } label } ? new Label(id, label, simulated.Labelled) : null,
    };

    // What a payment was is known a week later, as the Fraud Detection Handbook has it.
    private static HistoryRecord Payment(SourceRecord record) => new(record.Topic, record.Partition, record.Value, record.Shipment.Arrival)
    {
        Label = record.Shipment.Kind == RecordKind.Report
            ? null
            : new Label(Shared.Text($"{record.Shipment.Payment.Id}"), record.Shipment.Payment.IsFraud ? "1" : "0", record.Shipment.Payment.Time + (long)LabelDelay.TotalMilliseconds),
    };
}

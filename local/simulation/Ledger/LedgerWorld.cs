using System.Text.Json;
using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.World;

namespace Serverless.Local.Simulation.Ledger;

/// <summary>What a ledger's records depend on. A run that goes on must depend on the same, or it would not go on but begin anew in the middle.</summary>
internal sealed record LedgerWorld(WorldOptions World, DeliveryOptions Delivery, int HistoryDays, int TransactionPartitions, int FraudPartitions)
{
    /// <summary>Writes it where there is none; otherwise compares.</summary>
    public void Agree(string directory)
    {
        var path = Path.Combine(directory, LedgerFiles.World);
        if (!File.Exists(path))
        {
            JsonLines.Save(path, this);
            return;
        }

        var before = Read(path);
        if (before != this)
            throw new SimulationException($"The ledger in {directory} is of another simulation: {Difference(before)} Take another directory, or the same settings.");
    }

    /// <summary>That of a directory; null where there is none.</summary>
    public static LedgerWorld? Find(string directory)
    {
        var path = Path.Combine(directory, LedgerFiles.World);
        return File.Exists(path) ? Read(path) : null;
    }

    private static LedgerWorld Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<LedgerWorld>(File.ReadAllBytes(path), JsonLines.Options) ?? throw new JsonException("null");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new SimulationException($"{path} can't be read: {failure.Message}", failure);
        }
    }

    private string Difference(LedgerWorld before) => before switch
    {
        _ when before.World.Seed != World.Seed => $"its seed is {before.World.Seed}, not {World.Seed}.",
        _ when before.World != World => $"its world is {before.World}.",
        _ when before.Delivery != Delivery => $"its delivery is {before.Delivery}.",
        _ when before.HistoryDays != HistoryDays => $"it has {before.HistoryDays} days of history, not {HistoryDays}.",
        _ => $"its topics have {before.TransactionPartitions} and {before.FraudPartitions} partitions, not {TransactionPartitions} and {FraudPartitions}.",
    };
}

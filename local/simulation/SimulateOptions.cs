using Serverless.Kafka;
using Serverless.Local.Simulation.Delivery;
using Serverless.Local.Simulation.World;

namespace Serverless.Local.Simulation;

/// <summary>What the simulator sends, how fast, and where it writes it down.</summary>
public sealed record SimulateOptions
{
    /// <summary>The broker.</summary>
    public required KafkaSettings Kafka { get; init; }

    /// <summary>Where the ledger lies. If there is one already, simulated time goes on where it stopped.</summary>
    public required string LedgerDirectory { get; init; }

    /// <summary>The size of the world.</summary>
    public WorldOptions World { get; init; } = new();

    /// <summary>How records arrive.</summary>
    public DeliveryOptions Delivery { get; init; } = new();

    /// <summary>The topics; they must exist, with any number of partitions.</summary>
    public SourceTopics Topics { get; init; } = new();

    /// <summary>Days that are sent as fast as the pipeline takes them, before live traffic; 0 to 10,000. Default 45.</summary>
    public int HistoryDays { get; init; } = 45;

    /// <summary>Simulated time over real time in live traffic, 1 to 1,000,000. Default 8,640: a day in ten seconds.</summary>
    public double SpeedUp { get; init; } = 8_640;

    /// <summary>How long live traffic lasts, in real time; zero for none, null (default) until it is stopped.</summary>
    public TimeSpan? LiveDuration { get; init; }

    /// <summary>The topic of predictions: history waits for a day's predictions before the next day. Null: history does not wait.</summary>
    public string? Predictions { get; init; } = "card-fraud.predictions";

    /// <summary>The consumer group of Cleanse: history waits until it has taken a day's reports. Null: history does not wait.</summary>
    public string? CleanseGroup { get; init; } = "serverless";

    /// <summary>How long history waits without any progress of the pipeline before it goes on with a warning; 1 ms to an hour. Default 30 s.</summary>
    public TimeSpan PaceLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Records on their way at the same time, 1 to 1,000,000. Default 10,000.</summary>
    public int MostUnacknowledged { get; init; } = 10_000;

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentException">One is out of its range; the message names it and the range.</exception>
    public void Validate()
    {
        World.Validate();
        Delivery.Validate();
        Require.Text(LedgerDirectory, nameof(LedgerDirectory));
        Require.Text(Topics.Transactions, nameof(Topics.Transactions));
        Require.Text(Topics.Frauds, nameof(Topics.Frauds));
        Require.InRange(HistoryDays, 0, 10_000, nameof(HistoryDays));
        Require.InRange(SpeedUp, 1, 1_000_000, nameof(SpeedUp));
        Require.InRange(PaceLimit, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), nameof(PaceLimit));
        Require.InRange(MostUnacknowledged, 1, 1_000_000, nameof(MostUnacknowledged));
        if (LiveDuration is { } duration)
            Require.InRange(duration, TimeSpan.Zero, TimeSpan.FromDays(365), nameof(LiveDuration));
    }
}

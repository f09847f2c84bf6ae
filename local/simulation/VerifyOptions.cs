using Serverless.Kafka;
using Serverless.Local.Simulation.Verifying;

namespace Serverless.Local.Simulation;

/// <summary>What the verifying reader reads, and against what.</summary>
public sealed record VerifyOptions
{
    /// <summary>The broker.</summary>
    public required KafkaSettings Kafka { get; init; }

    /// <summary>The simulator's ledger.</summary>
    public required string LedgerDirectory { get; init; }

    /// <summary>Where <c>verify.json</c> is written and what was read is remembered for the next run.</summary>
    public required string Directory { get; init; }

    /// <summary>The topics of the outputs.</summary>
    public OutputTopics Topics { get; init; } = new();

    /// <summary>The topics of the sources: dead letters of other writers come from keyed stages.</summary>
    public SourceTopics Sources { get; init; } = new();

    /// <summary>The name of the hourly window per terminal. Default <c>terminal_hour</c>.</summary>
    public string Window { get; init; } = "terminal_hour";

    /// <summary>The name of the count in it. Default <c>payments</c>.</summary>
    public string WindowCount { get; init; } = "payments";

    /// <summary>Which of the model's features is the customer's count of a day, from 0; those of 7 and 30 days and the three means follow it. Default 8.</summary>
    public int CustomerCount { get; init; } = 8;

    /// <summary>How long to wait for the topics to exist, and after a stop for the rest of them; 1 s to an hour. Default 1 min.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentException">One is out of its range; the message names it and the range.</exception>
    public void Validate()
    {
        Require.Text(LedgerDirectory, nameof(LedgerDirectory));
        Require.Text(Directory, nameof(Directory));
        Require.Text(Window, nameof(Window));
        Require.Text(WindowCount, nameof(WindowCount));
        ArgumentOutOfRangeException.ThrowIfNegative(CustomerCount);
        Require.InRange(Limit, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(Limit));
        foreach (var (purpose, name) in Topics.All)
        {
            Require.Text(name, $"{nameof(Topics)}.{purpose}");
        }
    }
}

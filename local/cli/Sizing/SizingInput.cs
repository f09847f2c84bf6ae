namespace Serverless.Local.Cli.Sizing;

/// <summary>What a plan is computed from. The costs of a batch are measured: see docs/sizing.md.</summary>
internal sealed record SizingInput
{
    /// <summary>Events a second over all sources, at the peak.</summary>
    public required double EventsPerSecond { get; init; }

    /// <summary>Distinct keys of each keyed stage.</summary>
    public required long Keys { get; init; }

    /// <summary>Shards of each keyed topic; 0: as many as the instances need.</summary>
    public int Shards { get; init; }

    /// <summary>Keyed stages of the pipeline, 1 to 3.</summary>
    public int KeyedStages { get; init; } = 2;

    /// <summary>Bytes of an event as JSON, with headers.</summary>
    public int EventBytes { get; init; } = 300;

    /// <summary>Bytes of state of one key in one stage.</summary>
    public int StateBytesPerKey { get; init; } = 600;

    /// <summary>Records of a full batch: <c>maxBatchSize</c> of host.json.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Milliseconds of a batch, whatever its size: the wait for acknowledgements.</summary>
    public double BatchMilliseconds { get; init; } = 20;

    /// <summary>Microseconds of an event in one stage.</summary>
    public double EventMicroseconds { get; init; } = 26;

    /// <summary>Share of an instance's capacity that is planned with.</summary>
    public double Utilization { get; init; } = 0.7;

    /// <summary>Seconds that an instance may take to work off its share of the lag.</summary>
    public double CatchUpSeconds { get; init; } = 5;

    /// <summary>Always-ready instances of each function.</summary>
    public int AlwaysReady { get; init; } = 1;

    /// <summary>Memory of an instance in GB.</summary>
    public double InstanceGigabytes { get; init; } = 2;
}

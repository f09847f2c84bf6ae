using System.Text.Json.Serialization;

namespace Serverless.Durable.Backfill;

/// <summary>How far a backfill has come: all that is needed to go on, so that whoever takes it over repeats one piece at most.</summary>
public sealed record BackfillState
{
    /// <summary>An orchestration carries the state from piece to piece: it must stay small.</summary>
    public const int MostInputs = 400;

    /// <summary>The source topic that the history goes to.</summary>
    [JsonPropertyName("source")]
    public required string Source { get; init; }

    /// <summary>The topic that it comes from; null: blobs.</summary>
    [JsonPropertyName("topic")]
    public string? Topic { get; init; }

    /// <summary>The inputs, 1 to <see cref="MostInputs"/>.</summary>
    [JsonPropertyName("inputs")]
    public required IReadOnlyList<BackfillCursor> Inputs { get; init; }

    /// <summary>Records sent.</summary>
    [JsonPropertyName("sent")]
    public long Sent { get; init; }

    /// <summary>The event time up to which all is sent, milliseconds since the epoch.</summary>
    [JsonPropertyName("time")]
    public long Time { get; init; }

    /// <summary>How often a watchdog has begun it anew.</summary>
    [JsonPropertyName("restarts")]
    public int Restarts { get; init; }

    /// <summary>Whether everything was sent.</summary>
    [JsonIgnore]
    public bool IsDone => Inputs.All(input => input.IsDone);
}

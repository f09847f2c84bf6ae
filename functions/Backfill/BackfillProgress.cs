using System.Text.Json.Serialization;
using Serverless.Durable.Backfill;

namespace Serverless.Functions;

/// <summary>How far a backfill has come, as its custom status tells it: small, since the back end keeps 16 KB of it at most.</summary>
internal sealed record BackfillProgress
{
    /// <summary>Records sent.</summary>
    [JsonPropertyName("sent")]
    public long Sent { get; init; }

    /// <summary>The event time up to which all is sent.</summary>
    [JsonPropertyName("upTo")]
    public DateTimeOffset UpTo { get; init; }

    /// <summary>Inputs that were sent whole.</summary>
    [JsonPropertyName("inputsDone")]
    public int InputsDone { get; init; }

    /// <summary>All inputs.</summary>
    [JsonPropertyName("inputs")]
    public int Inputs { get; init; }

    /// <summary>How often a watchdog has begun it anew.</summary>
    [JsonPropertyName("restarts")]
    public int Restarts { get; init; }

    public static BackfillProgress Of(BackfillState state) => new()
    {
        Sent = state.Sent,
        UpTo = DateTimeOffset.FromUnixTimeMilliseconds(state.Time),
        InputsDone = state.Inputs.Count(input => input.IsDone),
        Inputs = state.Inputs.Count,
        Restarts = state.Restarts,
    };
}

namespace Serverless.Tests.Unit.Streams.Definition;

/// <summary>A record with a member of every kind that cleansing knows.</summary>
public sealed record Payment(
    string Id, string Card, DateTimeOffset At, double Amount, string Kind = "other", string? Note = null, double? Distance = null, int Tries = 1, float? Weight = null)
{
    /// <summary>Neither written nor read.</summary>
    public bool IsBig => Amount > 100;
}

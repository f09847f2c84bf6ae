namespace Serverless.Streams.Plan;

/// <summary>A further topic for predictions.</summary>
public sealed class RoutePlan
{
    internal RoutePlan()
    {
    }

    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>The condition's text; null: all predictions.</summary>
    public required string? Text { get; init; }

    /// <summary>The condition; null: all predictions.</summary>
    internal Func<object, Row, bool>? When { get; init; }
}

using System.Collections.Immutable;

namespace Serverless.Local.Simulation.Verifying;

/// <summary>The names of the output topics.</summary>
public sealed record OutputTopics
{
    /// <summary>Default <c>card-fraud.predictions</c>.</summary>
    public string Predictions { get; init; } = "card-fraud.predictions";

    /// <summary>Default <c>card.alerts</c>.</summary>
    public string Alerts { get; init; } = "card.alerts";

    /// <summary>Default <c>card-fraud.dead</c>.</summary>
    public string Dead { get; init; } = "card-fraud.dead";

    /// <summary>Default <c>card-fraud.events</c>.</summary>
    public string Events { get; init; } = "card-fraud.events";

    /// <summary>The topics by purpose.</summary>
    internal ImmutableArray<(OutputTopic Purpose, string Name)> All =>
        [(OutputTopic.Predictions, Predictions), (OutputTopic.Alerts, Alerts), (OutputTopic.Dead, Dead), (OutputTopic.Events, Events)];
}

namespace Serverless.Local.Simulation.Verifying;

/// <summary>What an output topic is for.</summary>
public enum OutputTopic
{
    /// <summary>One record per scored event.</summary>
    Predictions,

    /// <summary>The route of predictions that are not allowed.</summary>
    Alerts,

    /// <summary>What could not be processed.</summary>
    Dead,

    /// <summary>Windows and late events.</summary>
    Events,
}
